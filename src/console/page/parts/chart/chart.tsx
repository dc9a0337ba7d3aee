import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { shortClockText } from '../../format/time.ts';
import { countText } from '../../format/units.ts';
import { colors } from '../../state/theme.ts';
import { coarser, type Series, summaryOf, timeOfStep } from './series.ts';

interface ChartProps {
  title: string;
  /** What is counted: `viewers`. */
  unit: string;
  series: Series;
  /** Pixels. */
  height?: number;
}

const TABLE_ROWS = 24;

/** Counts over time. A gap where nothing is known. The same is there as text and as a table. */
export function Chart({ title, unit, series, height = 180 }: ChartProps) {
  const summary = summaryOf(series);
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="quiet">{summary}</span>
      </figcaption>
      <Plot {...{ unit, series, height }} label={`Chart: ${title}. ${summary}`} />
      <details>
        <summary>As a table</summary>
        <ChartTable {...{ title, unit, series }} />
      </details>
    </figure>
  );
}

interface PlotProps {
  unit: string;
  series: Series;
  height: number;
  label: string;
}

function Plot({ unit, series, height, label }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const width = (): number => Math.max(120, element.clientWidth);
    const made = new uPlot(optionsOf(element, unit, width(), height), dataOf(series), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: width(), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [unit, height]);
  useEffect(() => plot.current?.setData(dataOf(series)), [series]);
  useEffect(() => plot.current?.redraw(false, true), [colors.value]);
  return <div class="plot" role="img" aria-label={label} ref={box} />;
}

const dataOf = (series: Series): uPlot.AlignedData => [
  series.counts.map((_, step) => timeOfStep(series, step) / 1_000),
  [...series.counts],
];

function optionsOf(element: Element, unit: string, width: number, height: number): uPlot.Options {
  // The colours of the theme, as they are when the chart is drawn.
  const color = (property: 'color' | 'borderColor' | 'outlineColor') => () =>
    getComputedStyle(element)[property];
  const axis: uPlot.Axis = {
    stroke: color('color'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('borderColor'), width: 1 },
    ticks: { show: false },
  };
  const times: uPlot.Axis.Values = (_, splits) =>
    splits.map((split) => shortClockText(split * 1_000));
  const counts: uPlot.Axis.Values = (_, splits) => splits.map((split) => countText(split));
  return {
    width,
    height,
    legend: { live: true },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(5, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, values: times, space: 70, size: 30 },
      { ...axis, values: counts, size: 56, incrs: WHOLE_STEPS },
    ],
    series: [
      { label: 'time', value: (_, at) => (at === null ? '–' : shortClockText(at * 1_000)) },
      {
        ...{
          label: unit,
          width: 1.5,
          spanGaps: false,
          points: { show: true, size: 5, filter: lonelyPoints },
        },
        stroke: color('outlineColor'),
        value: (_, count) => (count === null ? '–' : countText(count)),
      },
    ],
  };
}

/** A line needs two points: one between gaps is shown as a point. */
const lonelyPoints: uPlot.Series.Points.Filter = ({ data }, series) => {
  const counts = data[series] ?? [];
  const isKnown = (step: number) => typeof counts[step] === 'number';
  return [...counts.keys()].filter(
    (step) => isKnown(step) && !isKnown(step - 1) && !isKnown(step + 1),
  );
};

/** Counts are whole numbers: no line at 0.5 viewers. */
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((digit) => Array.from({ length: 8 }, (_, power) => digit * 10 ** power))
  .sort((a, b) => a - b);

function ChartTable({ title, unit, series }: Pick<ChartProps, 'title' | 'unit' | 'series'>) {
  const few = coarser(series, TABLE_ROWS);
  return (
    <table>
      <caption>{title}: the most in each step</caption>
      <thead>
        <tr>
          <th scope="col">from</th>
          <th scope="col" class="number">
            {unit}
          </th>
        </tr>
      </thead>
      <tbody>
        {few.counts.map((count, step) => (
          <tr key={timeOfStep(few, step)}>
            <th scope="row">{shortClockText(timeOfStep(few, step))}</th>
            <td class="number">{count === null ? 'unknown' : countText(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
