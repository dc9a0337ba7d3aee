import { useMemo } from 'preact/hooks';
import type { PlannedChannel } from '../../../../explain/planned-channel.ts';
import { matches } from '../../format/matches.ts';
import { plural } from '../../format/units.ts';
import { Choice, Search } from '../../parts/search.tsx';
import { WithAnswer } from '../../parts/state.tsx';
import { Table } from '../../parts/table/table.tsx';
import { Link } from '../../routing/link.tsx';
import { useParameter } from '../../routing/query.ts';
import { about } from '../../state/about.ts';
import { useTagKeys } from '../../state/tag-keys.ts';
import { useTopic } from '../../state/topics.ts';
import { COLUMNS } from './columns.tsx';
import { isHeld, isShown, SHOWN } from './rows.ts';
import './view.css';

/** What happens next to each channel, when and why. */
export function PlanView() {
  const plan = useTopic('plan');
  return <WithAnswer state={plan}>{({ channels }) => <Channels channels={channels} />}</WithAnswer>;
}

function Channels({ channels }: { channels: readonly PlannedChannel[] }) {
  const [search] = useParameter('q');
  const [show] = useParameter('show');
  const shown = useMemo(
    () => channels.filter((one) => isShown(one, show) && matches(search, one, one.why)),
    [channels, search, show],
  );
  return (
    <>
      <div class="filters">
        <Search label="Filter" placeholder="name, id, ARN or why" />
        <Choice label="Show" parameter="show" options={SHOWN} />
      </div>
      <Table
        caption="What happens next to each channel"
        columns={COLUMNS}
        rows={shown}
        keyOf={({ channelArn }) => channelArn}
        sort="at"
        isMarked={isHeld}
        gone="nothing happens any more"
        empty={<Nothing channels={channels.length} />}
      >
        <span>of {plural(channels.length, 'channel')}</span>
      </Table>
    </>
  );
}

function Nothing({ channels }: { channels: number }) {
  const [search] = useParameter('q');
  const [show] = useParameter('show');
  if (channels === 0) return <NoChannels />;
  if (search !== '' || show !== '')
    return (
      <p>
        None of the {plural(channels, 'channel')} is like this.{' '}
        <Link to="/plan?show=everything">Show all channels</Link>
      </p>
    );
  return (
    <p>
      Nothing will happen to any of the {plural(channels, 'channel')}: none has a tag that asks for
      it. <Link to="/plan?show=everything">Show all channels</Link> with why.
    </p>
  );
}

function NoChannels() {
  const { autoDelete } = useTagKeys();
  if (about.value?.isLocal)
    return (
      <p>
        There is no channel. <Link to="/simulator">Create one in the simulator</Link>, with the tag{' '}
        <code>{autoDelete}</code> = <code>10m</code>, and it stands here.
      </p>
    );
  return (
    <p>
      There is no channel in this account and region. Create one in Amazon IVS with the tag{' '}
      <code>{autoDelete}</code> = <code>2h</code>, and it stands here.
    </p>
  );
}
