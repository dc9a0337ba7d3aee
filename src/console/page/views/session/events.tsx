import type { SessionAnswer } from '../../../../sessions/queries/one.ts';
import type { TimelineEntry } from '../../../../sessions/timeline/timeline-page.ts';
import { addressOf } from '../../../protocol/topics.ts';
import { Badge } from '../../parts/badge.tsx';
import { More } from '../../parts/pager.tsx';
import { Problem } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';
import { Words } from '../../parts/words.tsx';
import { useList } from '../../state/use-list.ts';
import { eventDetail, sinceStartText } from './session-texts.ts';

interface EventsProps {
  channel: string;
  stream: string;
  answer: SessionAnswer;
}

/** The events of a session: what the time line shows, as text. */
export function Events({ channel, stream, answer }: EventsProps) {
  const list = useList(addressOf('session', channel, stream), answer, entriesOf, keyOf);
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      <Table
        caption="Events of the session, oldest first"
        columns={COLUMNS}
        rows={list.items}
        keyOf={keyOf}
        prefix="events-"
        empty="The events of this session are not stored any more."
      />
      {list.problem !== undefined && <Problem message={list.problem} />}
      <More {...list} />
    </section>
  );
}

const entriesOf = ({ timeline = [] }: SessionAnswer): readonly TimelineEntry[] => timeline;
const keyOf = ({ at, name, detail }: TimelineEntry): string => JSON.stringify([at, name, detail]);

const COLUMNS: readonly Column<TimelineEntry>[] = [
  { id: 'at', title: 'Time', cell: ({ at }) => <Time at={at} /> },
  {
    ...{ id: 'since', title: 'Since start', isNumber: true },
    cell: ({ sinceStartMs }) => (sinceStartMs === undefined ? '' : sinceStartText(sinceStartMs)),
  },
  {
    ...{ id: 'name', title: 'Event', isRowHeader: true },
    cell: ({ name, repaired, odd }) => (
      <>
        <bdi>{name}</bdi>{' '}
        {repaired && (
          <span title="The event did not arrive. IVS was asked.">
            <Badge tone="warn">repaired</Badge>
          </span>
        )}{' '}
        {odd && <Badge tone="warn">doubtful time</Badge>}
      </>
    ),
  },
  {
    ...{ id: 'detail', title: 'Detail' },
    cell: ({ detail }) => <Words text={eventDetail(detail)} />,
  },
];
