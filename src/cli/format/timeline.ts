import type { AnsweredTimelineEntry } from '../answers.ts';
import type { Colour, Style } from '../context.ts';
import { formatOffset } from './duration.ts';
import { explainDetail } from './event-detail.ts';
import { cut, oneLine, pad, widthOf } from './text.ts';
import { type LocalTime, localTime } from './time.ts';

/** Width of the two columns of durations, for texts such as `+23h 59m`. */
const OFFSET_WIDTH = 8;
const NAME_WIDTH = 22;
const INDENT = '  ';
const GAP = '  ';

const COLOURS: readonly (readonly [RegExp, Colour])[] = [
  [/failure/i, 'red'],
  [/^starvation|^ingest |^concurrent /i, 'yellow'],
  [/^stream start$/i, 'green'],
];

/**
 * Formats the time line of a session. Each entry is a line: its time, the time since Stream Start
 * (ELAPSED), the time since the entry before (GAP), and what happened. The date is on a line of its own
 * before the first entry, and again when the date or the zone's offset from UTC changes.
 *
 * @returns the heading, and `add`, which formats the entries of the next page
 */
export function timeline({ paint, width, timeZone }: Pick<Style, 'paint' | 'width' | 'timeZone'>) {
  let day = '';
  let before: number | undefined;
  const titles = [
    pad('TIME', '00:00:00.000'.length),
    pad('ELAPSED', OFFSET_WIDTH, 'right'),
    pad('GAP', OFFSET_WIDTH, 'right'),
    'EVENT',
  ];
  return {
    heading: INDENT + paint('bold', titles.join(GAP)),
    add(entries: readonly AnsweredTimelineEntry[]): string {
      return entries.flatMap(lines).join('\n');
    },
  };

  function lines(entry: AnsweredTimelineEntry): string[] {
    const at = Date.parse(entry.at);
    const local = localTime(at, timeZone);
    const gap = before === undefined ? '' : formatOffset(at - before);
    before = at;
    const times = `${local.time}.${local.ms}  ${elapsed(entry)}  ${pad(gap, OFFSET_WIDTH, 'right')}  `;
    const left = width === undefined ? undefined : width - INDENT.length - widthOf(times);
    return [...dateLine(local), INDENT + times + describe(entry, left)];
  }

  function dateLine({ date, offset: zone }: LocalTime): string[] {
    const now = `${date} (${timeZone === 'UTC' ? 'UTC' : `${timeZone}, UTC${zone}`})`;
    if (now === day) return [];
    day = now;
    return [`${INDENT}${paint('bold', now)}`];
  }

  /** @param columns how many the description may take; undefined for any number */
  function describe(entry: AnsweredTimelineEntry, columns: number | undefined): string {
    const name = oneLine(entry.name ?? entry.detailType ?? 'unnamed event');
    const colour = COLOURS.find(([pattern]) => pattern.test(name))?.[1];
    const marks = marksOf(entry);
    const nameWidth = Math.max(NAME_WIDTH, widthOf(name));
    const left = columns === undefined ? undefined : columns - nameWidth - GAP.length;
    const detail = fittingDetail(explainDetail(entry.detail), marks, left);
    const more = [marks && paint('cyan', marks), detail].filter((text) => text !== '');
    const padded = more.length === 0 ? name : pad(name, nameWidth);
    return [colour ? paint(colour, padded) : padded, ...more].join(GAP);
  }
}

const elapsed = ({ sinceStartMs: ms }: AnsweredTimelineEntry): string =>
  pad(ms === undefined ? '' : formatOffset(ms), OFFSET_WIDTH, 'right');

function marksOf({ repaired, odd }: AnsweredTimelineEntry): string {
  const marks: string[] = [];
  if (repaired) marks.push('[repaired]');
  if (odd) marks.push('[doubtful time]');
  return marks.join(' ');
}

/** The detail as far as it fits on the line. `--json` has all of it. */
function fittingDetail(detail: string, marks: string, columns: number | undefined): string {
  if (columns === undefined) return detail;
  const left = columns - (marks === '' ? 0 : widthOf(marks) + GAP.length);
  return left < 4 ? '' : cut(detail, left);
}
