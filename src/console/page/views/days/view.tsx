import { Choice } from '../../parts/search.tsx';
import { Problem } from '../../parts/state.tsx';
import { useParameter } from '../../routing/query.ts';
import { DayTable } from './day-table.tsx';
import { useDays } from './day-totals.ts';
import { Download } from './download.tsx';
import { FailedSessions } from './failed.tsx';

const RANGES = [
  ['14', 'the last 14 days'],
  ['1', 'today'],
  ['7', 'the last 7 days'],
  ['30', 'the last 30 days'],
] as const;

/** How the last days went, and which sessions failed. */
export function DaysView() {
  const [range] = useParameter('days', RANGES[0][0]);
  const count = RANGES.some(([days]) => days === range) ? Number(range) : Number(RANGES[0][0]);
  const { days, problem } = useDays(count);
  return (
    <>
      <div class="filters">
        <Choice label="Show" parameter="days" options={RANGES} />
        <Download query={{ from: days.at(-1)?.day ?? '' }}>
          Download all sessions of these days
        </Download>
      </div>
      {problem !== undefined && <Problem message={problem} />}
      <DayTable days={days} />
      <FailedSessions key={count} days={count} />
    </>
  );
}
