import type { SimulatedChannel } from '../../../protocol/simulator.ts';
import { matches } from '../../format/matches.ts';
import { ChannelName, channelIdOf } from '../../parts/channel-name.tsx';
import { Tags } from '../../parts/facts.tsx';
import { Search } from '../../parts/search.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { useParameter } from '../../routing/query.ts';
import { EncoderButtons, StreamBadges } from './encoder-controls.tsx';

/** The channels of the simulator: first those with an encoder, and the newest first. */
export function SimulatedChannels({ channels }: { channels: readonly SimulatedChannel[] }) {
  const [search] = useParameter('q');
  const found = channels.filter((channel) => matches(search, channel)).reverse();
  const rows = [...found.filter(hasEncoder), ...found.filter((one) => !hasEncoder(one))];
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      {channels.length > 0 && (
        <div class="filters">
          <Search label="Filter" placeholder="name, id or ARN" />
        </div>
      )}
      <Table
        caption="Channels of the simulator"
        columns={COLUMNS}
        rows={rows}
        keyOf={keyOf}
        gone="deleted"
        empty={
          channels.length === 0
            ? 'There are no channels yet. Create one above: then you can let an encoder connect.'
            : 'No channel matches the filter.'
        }
      />
    </section>
  );
}

const hasEncoder = ({ stream }: SimulatedChannel): boolean => stream !== undefined;
const keyOf = ({ channelArn }: SimulatedChannel): string => channelArn;

const COLUMNS: readonly Column<SimulatedChannel>[] = [
  {
    ...{ id: 'name', title: 'Channel', isRowHeader: true },
    sortBy: ({ name, channelArn }) => name || channelIdOf(channelArn),
    cell: ({ channelArn, name }) => <ChannelName channelArn={channelArn} name={name} />,
  },
  { id: 'tags', title: 'Tags', cell: ({ tags }) => <Tags tags={tags} /> },
  {
    ...{ id: 'stream', title: 'Stream' },
    sortBy: ({ stream }) => (stream ? (stream.live ? 'live' : 'connecting') : undefined),
    cell: (channel) => <StreamBadges channel={channel} />,
  },
  {
    ...{ id: 'encoder', title: 'Encoder' },
    cell: (channel) => (
      <div class="actions">
        <EncoderButtons channel={channel} />
      </div>
    ),
  },
];
