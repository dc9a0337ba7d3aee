import { useMemo } from 'preact/hooks';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { matches } from '../../format/matches.ts';
import { countText, plural } from '../../format/units.ts';
import { GettingStarted } from '../../parts/getting-started.tsx';
import { Choice, Search } from '../../parts/search.tsx';
import { WithAnswer } from '../../parts/state.tsx';
import { Table } from '../../parts/table/table.tsx';
import { useParameter } from '../../routing/query.ts';
import { about } from '../../state/about.ts';
import { useTopic } from '../../state/topics.ts';
import { COLUMNS, PICTURE } from './columns.tsx';
import './view.css';

const HEALTH = [
  ['', 'all'],
  ['starving', 'starving'],
  ['healthy', 'healthy'],
] as const;

/** Every live stream, as it is now. */
export function LiveView() {
  const live = useTopic('live');
  return (
    <WithAnswer state={live}>{({ sessions }) => <LiveStreams sessions={sessions} />}</WithAnswer>
  );
}

function LiveStreams({ sessions }: { sessions: readonly FullSessionView[] }) {
  const [search] = useParameter('q');
  const [health] = useParameter('health');
  const shown = useMemo(
    () => sessions.filter((one) => isShown(one, search, health)),
    [sessions, search, health],
  );
  const columns = about.value?.hasPicture ? [...COLUMNS, PICTURE] : COLUMNS;
  return (
    <>
      <Summary sessions={sessions} />
      <div class="filters">
        <Search label="Filter" placeholder="name, id or ARN" />
        <Choice label="Health" parameter="health" options={HEALTH} />
      </div>
      <Table
        caption="Live streams"
        columns={columns}
        rows={shown}
        keyOf={({ streamId }) => streamId}
        sort="duration"
        isMarked={({ starvingSince }) => starvingSince !== undefined}
        gone={search === '' && health === '' ? 'not live any more' : 'not in this list any more'}
        empty={sessions.length === 0 ? <GettingStarted /> : <NoMatch />}
      />
    </>
  );
}

const isShown = (session: FullSessionView, search: string, health: string): boolean =>
  (health === '' || (health === 'starving') === (session.starvingSince !== undefined)) &&
  matches(search, { channelArn: session.channelArn, name: session.channelName }, session.streamId);

function Summary({ sessions }: { sessions: readonly FullSessionView[] }) {
  const viewers = sessions.reduce((sum, one) => sum + (one.viewers?.lastCount ?? 0), 0);
  const starving = sessions.filter((one) => one.starvingSince !== undefined).length;
  return (
    <p class="summary">
      {plural(sessions.length, 'live stream')}, {plural(viewers, 'viewer')},{' '}
      <span class={starving > 0 ? 'bad' : 'quiet'}>{countText(starving)} starving</span>
    </p>
  );
}

const NoMatch = () => <p>No live stream is like this. Clear the filter to see all.</p>;
