import { useState } from 'preact/hooks';
import { shortClockText } from '../../format/time.ts';
import { countText } from '../../format/units.ts';
import { Plot } from './plot.tsx';
import { coarser, type Series, summaryOf, timeOfStep } from './series.ts';
import './chart.css';

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
  const [step, setStep] = useState<number>();
  const summary = summaryOf(series);
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        <span class="quiet">{step === undefined ? summary : textOf(series, step, unit)}</span>
      </figcaption>
      <Plot
        {...{ series, height, step }}
        label={`Chart: ${title}. ${summary}`}
        point={(pointed) => setStep(pointed)}
      />
      <details>
        <summary>As a table</summary>
        <ChartTable {...{ title, unit, series }} />
      </details>
    </figure>
  );
}

function textOf(series: Series, step: number, unit: string): string {
  const count = series.counts[step] ?? null;
  const text = count === null ? 'unknown' : `${countText(count)} ${unit}`;
  return `${shortClockText(timeOfStep(series, step))}: ${text}`;
}

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
