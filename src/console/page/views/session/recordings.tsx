import type { SessionRecording } from '../../../../sessions/details/health.ts';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Duration, Time } from '../../parts/time.tsx';

/** The recordings of a session. Nothing if it has none. */
export function Recordings({ session: { recordings = [] } }: { session: FullSessionView }) {
  if (recordings.length === 0) return null;
  return (
    <section aria-labelledby="recordings">
      <h2 id="recordings">Recordings</h2>
      <Table
        caption="Recordings of the session"
        columns={COLUMNS}
        rows={recordings}
        keyOf={keyOf}
        prefix="recordings-"
        empty=""
      />
    </section>
  );
}

const keyOf = (one: SessionRecording): string => JSON.stringify([one.startedAt, one.prefix]);
const TONES: Record<SessionRecording['status'], Tone> = {
  ...{ recording: 'warn', recorded: 'good', failed: 'bad' },
};

const COLUMNS: readonly Column<SessionRecording>[] = [
  {
    ...{ id: 'start', title: 'Started', isRowHeader: true },
    cell: ({ startedAt }) => (startedAt === undefined ? 'not known' : <Time at={startedAt} />),
  },
  {
    ...{ id: 'status', title: 'Status' },
    cell: ({ status, reason }) => (
      <>
        <Badge tone={TONES[status]}>{status}</Badge> <bdi>{reason}</bdi>
      </>
    ),
  },
  {
    ...{ id: 'duration', title: 'Duration', isNumber: true },
    cell: ({ durationMs }) => durationMs !== undefined && <Duration ms={durationMs} />,
  },
  {
    ...{ id: 'where', title: 'Where' },
    cell: ({ bucket, prefix }) =>
      bucket !== undefined && (
        <code>
          s3://{bucket}/{prefix}
        </code>
      ),
  },
];
