import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import type { SessionsAnswer } from '../../../../sessions/queries/list.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { countText } from '../../format/units.ts';
import { Badge, SessionState } from '../../parts/badge.tsx';
import { More } from '../../parts/pager.tsx';
import { Problem, WithAnswer } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Duration, Since, Time } from '../../parts/time.tsx';
import { Words } from '../../parts/words.tsx';
import { Link } from '../../routing/link.tsx';
import { sessionPath } from '../../routing/paths.ts';
import { useTopic } from '../../state/topics.ts';
import { useList } from '../../state/use-list.ts';
import { beganAt, failureText } from '../session/session-texts.ts';

/** The sessions of a channel, newest first. */
export function ChannelSessions({ id }: { id: string }) {
  const state = useTopic('sessions', id);
  const list = useList(addressOf('sessions', id), state.answer, sessionsOf, keyOf);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      <WithAnswer state={state}>
        {() => (
          <Table
            caption="Sessions of the channel"
            columns={columnsFor(id)}
            rows={list.items}
            keyOf={keyOf}
            prefix="sessions-"
            empty="No stream of this channel is known yet. As soon as an encoder connects, its session is here."
          />
        )}
      </WithAnswer>
      {list.problem !== undefined && <Problem message={list.problem} />}
      <More {...list} />
    </section>
  );
}

const sessionsOf = ({ sessions }: SessionsAnswer): readonly FullSessionView[] => sessions;
const keyOf = ({ streamId }: FullSessionView): string => streamId;

const columnsFor = (id: string): readonly Column<FullSessionView>[] => [
  {
    ...{ id: 'since', title: 'Began', isRowHeader: true, sortBy: (one) => beganAt(one) },
    cell: (session) => <SessionLink id={id} session={session} />,
  },
  {
    ...{ id: 'state', title: 'State', sortBy: ({ state }) => state },
    cell: ({ state, starvingSince }) => (
      <>
        <SessionState state={state} />{' '}
        {starvingSince !== undefined && (
          <Badge tone="bad">
            starving <Since at={starvingSince} />
          </Badge>
        )}
      </>
    ),
  },
  {
    ...{
      id: 'duration',
      title: 'Duration',
      isNumber: true,
      sortBy: ({ durationMs }) => durationMs,
    },
    cell: ({ durationMs, state, startedAt }) => {
      if (durationMs !== undefined) return <Duration ms={durationMs} />;
      return state === 'live' && startedAt !== undefined ? <Since at={startedAt} /> : '–';
    },
  },
  {
    ...{ id: 'peak', title: 'Peak viewers', isNumber: true, sortBy: (one) => one.viewers?.peak },
    cell: ({ viewers }) => (viewers === undefined ? '–' : countText(viewers.peak)),
  },
  {
    ...{ id: 'why', title: 'Why it failed' },
    cell: (session) => <Words text={failureText(session)} />,
  },
];

function SessionLink({ id, session }: { id: string; session: FullSessionView }) {
  const at = beganAt(session);
  return (
    <>
      <Link to={sessionPath(id, session.streamId)}>
        {at === undefined ? session.streamId : <Time at={at} />}
      </Link>
      <span class="id quiet block">{session.streamId}</span>
    </>
  );
}
