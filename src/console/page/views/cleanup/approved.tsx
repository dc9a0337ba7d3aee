import type { Approval } from '../../../../cleanup/cleanup-stop.ts';
import { countText } from '../../format/units.ts';
import { type Column, Table } from '../../parts/table/table.tsx';
import { Time } from '../../parts/time.tsx';

/** The sets that were approved. */
export function Approved({ approved }: { approved: readonly Approval[] }) {
  return (
    <section aria-labelledby="approved">
      <h2 id="approved">Approved sets</h2>
      <Table
        caption="Approved sets"
        columns={COLUMNS}
        rows={approved}
        keyOf={keyOf}
        prefix="approved-"
        empty="No approval is valid now. An approval holds for a day."
      />
    </section>
  );
}

const keyOf = ({ id }: Approval): string => id;

const COLUMNS: readonly Column<Approval>[] = [
  { id: 'set', title: 'Set', isRowHeader: true, cell: ({ id }) => <code>{id}</code> },
  {
    id: 'channels',
    title: 'Channels',
    isNumber: true,
    cell: ({ channels }) => countText(channels),
  },
  { id: 'at', title: 'Approved', cell: ({ approvedAt }) => <Time at={approvedAt} /> },
  { id: 'by', title: 'By', cell: ({ by }) => <bdi class="words">{by ?? 'not known'}</bdi> },
  { id: 'until', title: 'Valid until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
];
