import type { Totals } from '../../../../sessions/totals/sums.ts';
import { shortClockText } from '../../format/time.ts';
import { countText, tenthsText } from '../../format/units.ts';
import { type Column, Table } from '../../parts/table/table.tsx';
import { setParameters } from '../../routing/query.ts';
import type { Day } from './day-totals.ts';

/** Sessions by day. A number of failed sessions shows those below. */
export function DayTable({ days }: { days: readonly Day[] }) {
  return (
    <Table
      caption="Sessions by day, in UTC"
      columns={COLUMNS}
      rows={days}
      keyOf={({ day }) => day}
      sort="-day"
      isNarrow
      empty={undefined}
    />
  );
}

const COLUMNS: readonly Column<Day>[] = [
  {
    ...{ id: 'day', title: 'Day (UTC)', isRowHeader: true, isLargestFirst: true },
    cell: ({ day }) => <span class="nowrap">{day}</span>,
    sortBy: ({ day }) => day,
  },
  column('sessions', 'Sessions', ({ sessions }) => sessions),
  {
    ...column('hours', 'Hours', ({ hours }) => hours),
    cell: ({ totals }) => (totals ? tenthsText(totals.hours) : '…'),
  },
  {
    ...column('peak', 'Peak', ({ peakViewers }) => peakViewers),
    cell: ({ totals }) =>
      totals === undefined ? '…' : <Peak viewers={totals.peakViewers} at={totals.peakAt} />,
  },
  {
    ...column('failed', 'Failed', ({ failed }) => failed),
    cell: ({ day, totals }) =>
      totals === undefined ? '…' : <Failed day={day} count={totals.failed} />,
  },
  column('repaired', 'Repaired', ({ repaired }) => repaired),
];

function column(
  id: string,
  title: string,
  numberOf: (totals: Totals) => number | undefined,
): Column<Day> {
  const value = ({ totals }: Day) => totals && numberOf(totals);
  return {
    ...{ id, title, isNumber: true, sortBy: value },
    cell: (day) => (day.totals ? countText(value(day) ?? 0) : '…'),
  };
}

function Peak({ viewers, at }: { viewers: number | undefined; at: string | undefined }) {
  if (viewers === undefined) return <span class="quiet">–</span>;
  return <span title={at && `at ${shortClockText(at)}`}>{countText(viewers)}</span>;
}

function Failed({ day, count }: { day: string; count: number }) {
  if (count === 0) return '0';
  return (
    <button
      type="button"
      class="link bad"
      aria-label={`${countText(count)} failed on ${day}: show them`}
      onClick={() => {
        setParameters({ day });
        document.querySelector('#failed')?.scrollIntoView();
      }}
    >
      {countText(count)}
    </button>
  );
}
