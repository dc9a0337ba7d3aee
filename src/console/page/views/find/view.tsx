import { useEffect, useState } from 'preact/hooks';
import type { FoundChannels } from '../../../../explain/find-channels.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { ChannelName, channelIdOf } from '../../parts/channel-name.tsx';
import { Empty, Loading, Problem } from '../../parts/state.tsx';
import { Table } from '../../parts/table/table.tsx';
import { Link } from '../../routing/link.tsx';
import { goTo, place } from '../../routing/location.ts';
import { channelPath } from '../../routing/paths.ts';
import { ask } from '../../state/actions.ts';

type Found = FoundChannels['channels'];

/** Opens the channel that a text means. If it may mean several, it lists them. */
export function FindView() {
  const text = place.value.query.get('q') ?? '';
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    setFound(undefined);
    setProblem(undefined);
    ask<FoundChannels>(addressOf('find', text)).then(
      ({ channels }) => isCurrent && open(channels, setFound),
      (error: Error) => isCurrent && setProblem(error.message),
    );
    return () => {
      isCurrent = false;
    };
  }, [text]);
  if (problem !== undefined) return <Problem message={problem} />;
  if (found === undefined) return <Loading />;
  return <Candidates text={text} channels={found} />;
}

function open(channels: Found, setFound: (channels: Found) => void): void {
  const [only, ...others] = channels;
  if (only && others.length === 0)
    goTo(channelPath(channelIdOf(only.channelArn)), { replace: true });
  else setFound(channels);
}

function Candidates({ text, channels }: { text: string; channels: Found }) {
  if (channels.length === 0)
    return (
      <Empty>
        <p>
          No channel is named <bdi>{text}</bdi>, and it is not the id or ARN of a channel.
        </p>
        <p>
          A name must be complete, with the same capital letters.{' '}
          <Link to={`/plan?${new URLSearchParams({ show: 'everything', q: text })}`}>
            Look for channels with this in their name
          </Link>
        </p>
      </Empty>
    );
  return (
    <Table
      caption={`Channels named ${text}`}
      rows={channels}
      keyOf={({ channelArn }) => channelArn}
      columns={[
        {
          id: 'name',
          title: 'Channel',
          isRowHeader: true,
          cell: (one) => <ChannelName {...one} />,
        },
        { id: 'arn', title: 'ARN', cell: ({ channelArn }) => <code>{channelArn}</code> },
      ]}
      empty={undefined}
    />
  );
}
