import { useEffect, useMemo } from 'preact/hooks';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import type { SessionsAnswer } from '../../../../sessions/queries/list.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { matches } from '../../format/matches.ts';
import { lastUtcDays, utcDay } from '../../format/time.ts';
import { ChannelName, channelIdOf } from '../../parts/channel-name.tsx';
import { More } from '../../parts/pager.tsx';
import { Search } from '../../parts/search.tsx';
import { Problem, WithAnswer } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { sessionPath } from '../../routing/paths.ts';
import { setParameters, useParameter } from '../../routing/query.ts';
import { now } from '../../state/now.ts';
import { useTopic } from '../../state/topics.ts';
import { useList } from '../../state/use-list.ts';
import { Download } from './download.tsx';
import { failedAtOf, HOW, howFailed, WHAT_TO_DO, whyFailed } from './why-failed.ts';

const DAY_MS = 86_400_000;
/** So many come by themselves; further ones when the user asks. */
const LOADED = 500;

/** The failed sessions of all channels, with why. */
export function FailedSessions({ days }: { days: number }) {
  const failed = useTopic('failed', days);
  const list = useList(addressOf('failed', days), failed.answer, sessionsOf, streamOf);
  const isShort = list.items.length < LOADED && list.problem === undefined;
  useEffect(() => {
    if (list.hasMore && !list.isLoading && isShort) list.load();
  }, [list.items.length, list.hasMore, list.isLoading, isShort]);
  return (
    <section id="failed">
      <h2>Failed sessions</h2>
      <WithAnswer state={failed}>{() => <Sessions sessions={list.items} days={days} />}</WithAnswer>
      {list.problem !== undefined && <Problem message={list.problem} />}
      <More hasMore={list.hasMore && !isShort} isLoading={list.isLoading} load={list.load} />
    </section>
  );
}

const sessionsOf = ({ sessions }: SessionsAnswer): readonly FullSessionView[] => sessions;
const streamOf = ({ streamId }: FullSessionView): string => streamId;

function Sessions({ sessions, days }: { sessions: readonly FullSessionView[]; days: number }) {
  const [search] = useParameter('q');
  const [day] = useParameter('day');
  const shown = useMemo(
    () => sessions.filter((one) => isShown(one, search, day)),
    [sessions, search, day],
  );
  return (
    <>
      <div class="filters">
        <Search label="Filter" placeholder="name, id, ARN or why" />
        {day !== '' && (
          <button type="button" onClick={() => setParameters({ day: '' })}>
            Only {day} ✕<span class="visually-hidden"> show all days</span>
          </button>
        )}
        <Download query={{ ...rangeOf(day, days), failed: true }}>
          Download failed sessions
        </Download>
      </div>
      <Todo sessions={shown} />
      <Table
        caption="Failed sessions"
        prefix="failed-"
        columns={COLUMNS}
        rows={shown}
        keyOf={streamOf}
        sort="-at"
        empty={
          sessions.length === 0 ? (
            <p>
              No session failed in these days. A session fails if it breaks off or never goes live.
            </p>
          ) : (
            <p>No failed session is like this. Clear the filter to see all.</p>
          )
        }
      />
    </>
  );
}

/** What the download has: the day of the filter, or all days that are shown. */
function rangeOf(day: string, days: number): { from: string; to?: string } {
  if (day === '') return { from: lastUtcDays(now.peek(), days).at(-1) ?? '' };
  return { from: day, to: utcDay(Date.parse(day) + DAY_MS) };
}

const isShown = (session: FullSessionView, search: string, day: string): boolean =>
  (day === '' || failedAtOf(session).startsWith(day)) &&
  matches(
    search,
    { channelArn: session.channelArn, name: session.channelName },
    howText(session),
    whyFailed(session),
    session.streamId,
  );

const howText = (session: FullSessionView): string => HOW[howFailed(session)];

/** What to do about failed sessions: once for each way in which sessions of the list have failed. */
function Todo({ sessions }: { sessions: readonly FullSessionView[] }) {
  const ways = new Set(sessions.map(howFailed));
  return (
    <ul class="todo">
      {[...ways].map((way) => (
        <li key={way}>
          <strong>It {HOW[way]}:</strong> {WHAT_TO_DO[way]}
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: readonly Column<FullSessionView>[] = [
  {
    ...{ id: 'channel', title: 'Channel', isRowHeader: true },
    cell: ({ channelArn, channelName }) => <ChannelName {...{ channelArn }} name={channelName} />,
    sortBy: ({ channelArn, channelName }) => channelName || channelIdOf(channelArn),
  },
  {
    ...{ id: 'at', title: 'Failed at', isLargestFirst: true },
    cell: (one) => (
      <Link to={sessionPath(channelIdOf(one.channelArn), one.streamId)}>
        <Time at={failedAtOf(one)} />
      </Link>
    ),
    sortBy: failedAtOf,
  },
  { id: 'how', title: 'How', cell: howText, sortBy: howText },
  { id: 'why', title: 'Why', cell: (one) => <bdi>{whyFailed(one)}</bdi>, sortBy: whyFailed },
];
