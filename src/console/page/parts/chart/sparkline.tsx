import { countText } from '../../format/units.ts';

interface SparklineProps {
  /** The newest last. null where nothing is known. */
  counts: readonly (number | null)[];
  label: string;
}

const [WIDTH, HEIGHT] = [80, 20];

/** A small line of counts, for a row of a table. */
export function Sparkline({ counts, label }: SparklineProps) {
  const known = counts.filter((count) => count !== null);
  const most = Math.max(0, ...known);
  const text =
    known.length === 0 ? `${label}: nothing is known yet` : `${label}: at most ${countText(most)}`;
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
      <path d={linePath(counts, ...rangeOf(known))} />
    </svg>
  );
}

/** What the line shows from its bottom to its top: at least a fifth of the greatest count, so that noise looks small. */
function rangeOf(known: readonly number[]): [least: number, height: number] {
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const height = Math.max(1, most - least, most / 5);
  return [(least + most - height) / 2, height];
}

function linePath(counts: readonly (number | null)[], least: number, height: number): string {
  const step = counts.length > 1 ? WIDTH / (counts.length - 1) : 0;
  let isOpen = false;
  return counts
    .map((count, i) => {
      if (count === null) {
        isOpen = false;
        return '';
      }
      const command = isOpen ? 'L' : 'M';
      isOpen = true;
      const y = HEIGHT - 1 - ((count - least) / height) * (HEIGHT - 2);
      return `${command}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
