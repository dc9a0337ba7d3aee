import { countText } from '../../format/units.ts';
import { linePath } from './lines.ts';

interface SparklineProps {
  /** The newest last. null where nothing is known. */
  counts: readonly (number | null)[];
  label: string;
}

const [WIDTH, HEIGHT] = [80, 20];

/** A small line of counts, for a row of a table. */
export function Sparkline({ counts, label }: SparklineProps) {
  const known = counts.filter((count) => count !== null);
  const text =
    known.length === 0
      ? `${label}: nothing is known yet`
      : `${label}: at most ${countText(Math.max(...known))}`;
  return (
    <svg
      class="sparkline"
      viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`}
      role="img"
      aria-label={text}
    >
      <path
        class="line"
        d={linePath(counts, { width: WIDTH, height: HEIGHT, ...rangeOf(known) })}
      />
    </svg>
  );
}

/** What stands at the bottom and at the top: at least a fifth of the greatest count apart, so that noise looks small. */
function rangeOf(known: readonly number[]): { least: number; most: number } {
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const more = Math.max(0, Math.max(1, most / 5) - (most - least)) / 2;
  return { least: least - more, most: most + more };
}
