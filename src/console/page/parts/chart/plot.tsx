import { useRef } from 'preact/hooks';
import { shortClockText } from '../../format/time.ts';
import { countText } from '../../format/units.ts';
import { useWidth } from '../use-width.ts';
import { areaPath, linePath, type Plot as Scale, xOf, yOf } from './lines.ts';
import { type Series, timeOfStep } from './series.ts';
import { countTicks, timeTicks } from './ticks.ts';

interface PlotProps {
  series: Series;
  /** Pixels. */
  height: number;
  label: string;
  /** The step under the pointer. */
  step: number | undefined;
  point: (step: number | undefined) => void;
}

/** Room for the texts at the axes, px. */
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 22, 8, 22];
const TICK_WIDTH = 80;

/** The picture of a chart. */
export function Plot({ series, height, label, step, point }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const { counts } = series;
  const ticks = countTicks(counts.reduce<number>((a, b) => Math.max(a, b ?? 0), 0));
  const scale: Scale = {
    ...{ width: Math.max(1, width - LEFT - RIGHT), height: height - TOP - BOTTOM },
    ...{ least: 0, most: ticks.at(-1) ?? 1 },
  };
  const follow = ({ clientX }: PointerEvent): void => {
    const x = clientX - (box.current?.getBoundingClientRect().left ?? 0) - LEFT;
    const pointed = Math.round((x / scale.width) * (counts.length - 1));
    point(Math.min(Math.max(0, pointed), counts.length - 1));
  };
  return (
    <div class="plot" ref={box}>
      <svg
        {...{ width, height }}
        role="img"
        aria-label={label}
        onPointerMove={follow}
        onPointerLeave={() => point(undefined)}
      >
        <g transform={`translate(${LEFT} ${TOP})`}>
          <CountAxis ticks={ticks} scale={scale} />
          <TimeAxis series={series} scale={scale} />
          <path class="area" d={areaPath(counts, scale)} />
          <path class="line" d={linePath(counts, scale)} />
          {step !== undefined && <Pointed {...{ counts, step, scale }} />}
        </g>
      </svg>
    </div>
  );
}

function CountAxis({ ticks, scale }: { ticks: readonly number[]; scale: Scale }) {
  return ticks.map((tick) => (
    <g key={tick} transform={`translate(0 ${yOf(tick, scale)})`}>
      <line class="grid" x2={scale.width} />
      <text x={-8} dy="0.35em" text-anchor="end">
        {countText(tick)}
      </text>
    </g>
  ));
}

function TimeAxis({ series, scale }: { series: Series; scale: Scale }) {
  const [from, to] = [timeOfStep(series, 0), timeOfStep(series, series.counts.length - 1)];
  const offset = -new Date(from).getTimezoneOffset() * 60_000;
  const ticks = to > from ? timeTicks(from, to, scale.width / TICK_WIDTH, offset) : [from];
  return ticks.map((tick) => (
    <text
      key={tick}
      x={to > from ? ((tick - from) / (to - from)) * scale.width : scale.width / 2}
      y={scale.height + 17}
      text-anchor="middle"
    >
      {shortClockText(tick)}
    </text>
  ));
}

interface PointedProps {
  counts: Series['counts'];
  step: number;
  scale: Scale;
}

function Pointed({ counts, step, scale }: PointedProps) {
  const [x, count] = [xOf(step, counts.length, scale), counts[step] ?? null];
  return (
    <g transform={`translate(${x} 0)`}>
      <line class="pointed" y2={scale.height} />
      {count !== null && <circle cy={yOf(count, scale)} r={3.5} />}
    </g>
  );
}
