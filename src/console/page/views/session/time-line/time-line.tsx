import { useRef } from 'preact/hooks';
import type { FullSessionView } from '../../../../../sessions/queries/full-view.ts';
import { clockText } from '../../../format/time.ts';
import { durationText, timeText } from '../../../parts/time.tsx';
import { useWidth } from '../../../parts/use-width.ts';
import { now } from '../../../state/now.ts';
import { endOf, type Lane, lanesOf, type Mark, type Span } from './lanes.ts';
import { type Domain, domainOf, ticksOf, xOf } from './scale.ts';

const LANE = 44;
const BAR = { top: 20, height: 16 };
const AXIS = 22;
/** What is shorter is still seen, px. */
const MIN_WIDTH = 3;
/** So that marks at the ends are whole, px. */
const MARGIN = 8;

/** The course of a session to scale. The table of its events says the same as text. */
export function TimeLine({ session }: { session: FullSessionView }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const isOpen = endOf(session) === undefined;
  const lanes = lanesOf(session, isOpen ? now.value : 0);
  return (
    <div class="time-line" ref={box}>
      {width > 0 && <Picture lanes={lanes} isOpen={isOpen} width={width} />}
    </div>
  );
}

interface PictureProps {
  lanes: readonly Lane[];
  isOpen: boolean;
  width: number;
}

function Picture({ lanes, isOpen, width }: PictureProps) {
  const domain = domainOf(lanes, isOpen);
  const height = lanes.length * LANE + AXIS;
  const inner = width - 2 * MARGIN;
  return (
    <svg width={width} height={height} role="img" aria-label={summaryOf(lanes)}>
      <title>{summaryOf(lanes)}</title>
      <Patterns />
      <g transform={`translate(${MARGIN} 0)`}>
        <Axis domain={domain} width={inner} height={height} />
        {lanes.map((lane, i) => (
          <g key={lane.name} transform={`translate(0 ${i * LANE})`}>
            <LaneRow lane={lane} domain={domain} width={inner} />
          </g>
        ))}
      </g>
    </svg>
  );
}

/** Periods differ by their pattern, not by their colour only. */
function Patterns() {
  return (
    <defs>
      <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" class="stripes" />
      </pattern>
      <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
        <circle cx="2" cy="2" r="1" class="dots" />
      </pattern>
    </defs>
  );
}

function Axis({ domain, width, height }: { domain: Domain; width: number; height: number }) {
  const offset = -new Date(domain.from).getTimezoneOffset() * 60_000;
  return (
    <>
      <line class="axis" x1={0} x2={width} y1={height - AXIS} y2={height - AXIS} />
      {ticksOf(domain, width, offset).map(({ at, text }) => {
        const x = xOf(at, domain, width);
        const anchor = x < 24 ? 'start' : x > width - 24 ? 'end' : 'middle';
        return (
          <g key={at} class="tick">
            <line x1={x} x2={x} y1={0} y2={height - AXIS + 4} />
            <text x={x} y={height - 4} text-anchor={anchor}>
              {text}
            </text>
          </g>
        );
      })}
    </>
  );
}

interface LaneRowProps {
  lane: Lane;
  domain: Domain;
  width: number;
}

function LaneRow({ lane: { name, spans, marks }, domain, width }: LaneRowProps) {
  return (
    <>
      <text class="lane" x={0} y={14}>
        {name}
      </text>
      {spans.map((span) => (
        <Bar key={`${span.kind} ${span.from}`} span={span} domain={domain} width={width} />
      ))}
      {marks.map((mark) => (
        <Point key={`${mark.text} ${mark.at}`} mark={mark} x={xOf(mark.at, domain, width)} />
      ))}
    </>
  );
}

function Bar({ span, domain, width }: { span: Span; domain: Domain; width: number }) {
  const x = xOf(span.from, domain, width);
  const length = Math.max(MIN_WIDTH, xOf(span.to, domain, width) - x);
  return (
    <g class={`span ${span.kind}`}>
      <title>{spanText(span)}</title>
      <rect x={x} y={BAR.top} width={length} height={BAR.height} />
      {span.isOpen && (
        <path
          class="open"
          d={`M${x + length} ${BAR.top} l8 ${BAR.height / 2} l-8 ${BAR.height / 2} z`}
        />
      )}
    </g>
  );
}

const SHAPES: Record<Mark['kind'], string> = {
  plain: 'M0 -9 V9',
  good: 'M-6 0 L0 -6 L6 0 L0 6 Z',
  bad: 'M-6 6 L0 -7 L6 6 Z',
};

function Point({ mark: { kind, at, text }, x }: { mark: Mark; x: number }) {
  return (
    <path
      class={`mark ${kind}`}
      d={SHAPES[kind]}
      transform={`translate(${x} ${BAR.top + BAR.height / 2})`}
    >
      <title>{`${text}, ${timeText(new Date(at).toISOString())}`}</title>
    </path>
  );
}

const spanText = ({ text, from, to, isOpen }: Span): string =>
  `${text} from ${clockText(from)} ${isOpen ? 'until now' : `to ${clockText(to)}`}, ${durationText(to - from)}`;

/** What the picture shows, in words. */
function summaryOf(lanes: readonly Lane[]): string {
  const parts = lanes.map(({ name, spans, marks }) => {
    const texts = [...spans.map(spanText), ...marks.map(({ text }) => text)];
    return `${name}: ${texts.slice(0, 12).join('; ')}`;
  });
  return `${parts.join('. ')}. The table of events has all of them.`;
}
