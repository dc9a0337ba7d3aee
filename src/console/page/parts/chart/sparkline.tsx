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
  const most = Math.max(1, ...known);
  const text =
    known.length === 0 ? `${label}: nothing is known yet` : `${label}: at most ${countText(most)}`;
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
      <path d={linePath(counts, most)} />
    </svg>
  );
}

function linePath(counts: readonly (number | null)[], most: number): string {
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
      const y = HEIGHT - 1 - (count / most) * (HEIGHT - 2);
      return `${command}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
