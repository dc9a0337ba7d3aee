import type { Series } from './series.ts';

type Counts = Series['counts'];

/** Where a chart has its points, in pixels. */
export interface Plot {
  width: number;
  height: number;
  /** The count at the bottom. */
  least: number;
  /** The count at the top. */
  most: number;
}

/** From the left. The first count stands at the left edge, the last at the right one. */
export const xOf = (step: number, steps: number, { width }: Pick<Plot, 'width'>): number =>
  steps > 1 ? (step / (steps - 1)) * width : width / 2;

/** From the top. */
export const yOf = (count: number, { height, least, most }: Plot): number =>
  height - ((count - least) / (most - least)) * height;

/** The steps of each line: lines end where nothing is known. */
export function linesOf(counts: Counts): number[][] {
  const lines: number[][] = [];
  let line: number[] | undefined;
  for (const [step, count] of counts.entries()) {
    if (count === null) line = undefined;
    else if (line) line.push(step);
    else {
      line = [step];
      lines.push(line);
    }
  }
  return lines;
}

/** What the `d` of an SVG path draws. A single count between gaps is a point: a line of no length with round ends. */
export function linePath(counts: Counts, plot: Plot): string {
  return linesOf(counts)
    .map((steps) => {
      const points = pointsOf(steps, counts, plot);
      return `M${points.join('L')}${points.length === 1 ? 'h0' : ''}`;
    })
    .join('');
}

/** What is below the lines. */
export function areaPath(counts: Counts, plot: Plot): string {
  const x = (step: number | undefined) => round(xOf(step ?? 0, counts.length, plot));
  return linesOf(counts)
    .filter((steps) => steps.length > 1)
    .map((steps) => {
      const bottom = round(plot.height);
      const line = pointsOf(steps, counts, plot).join('L');
      return `M${x(steps[0])} ${bottom}L${line}L${x(steps.at(-1))} ${bottom}Z`;
    })
    .join('');
}

const pointsOf = (steps: readonly number[], counts: Counts, plot: Plot): string[] =>
  steps.map((step) => {
    const y = round(yOf(counts[step] ?? 0, plot));
    return `${round(xOf(step, counts.length, plot))} ${y}`;
  });

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
