import type { AnsweredTimelineEntry } from '../answers.ts';
import type { CliContext, Colour } from '../context.ts';
import { formatOffset } from './duration.ts';
import { explainDetail } from './event-detail.ts';
import { cut, oneLine, pad, widthOf } from './text.ts';
import { type LocalTime, localTime } from './time.ts';

type Style = Pick<CliContext, 'paint' | 'width' | 'timeZone'>;

/** Widest of the columns of durations: `+23h 59m`, `-1.5s`. */
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
 * A time line, entry by entry: when, how long after Stream Start, how long after the entry before, and
 * what. A line with the date comes first, and again whenever the date or the clock's offset from UTC
 * changes. Entries may be added page by page.
 */
export function timeline({ paint, width, timeZone }: Style) {
  let day = '';
  let before: number | undefined;
  return {
    heading: `${INDENT}${paint('dim', `${pad('time', 12)}  ${pad('start', OFFSET_WIDTH, 'right')}  ${pad('before', OFFSET_WIDTH, 'right')}  event`)}`,
    add(entries: readonly AnsweredTimelineEntry[]): string {
      return entries.flatMap(lines).join('\n');
    },
  };

  function lines(entry: AnsweredTimelineEntry): string[] {
    const at = Date.parse(entry.at);
    const local = localTime(at, timeZone);
    const since = before === undefined ? '' : formatOffset(at - before);
    before = at;
    const line = `${local.time}.${local.ms}  ${offset(entry.sinceStartMs)}  ${pad(since, OFFSET_WIDTH, 'right')}  `;
    const room = width === undefined ? undefined : width - INDENT.length - widthOf(line);
    return [...dayChange(local), INDENT + line + describe(entry, room)];
  }

  function dayChange({ date, offset: zone }: LocalTime): string[] {
    const now = `${date} (${timeZone === 'UTC' ? 'UTC' : `${timeZone}, UTC${zone}`})`;
    if (now === day) return [];
    day = now;
    return [`${INDENT}${paint('bold', now)}`];
  }

  function describe(entry: AnsweredTimelineEntry, room: number | undefined): string {
    const name = oneLine(entry.name ?? entry.detailType ?? 'an event without a name');
    const colour = COLOURS.find(([pattern]) => pattern.test(name))?.[1];
    const marks = marksOf(entry);
    const nameWidth = Math.max(NAME_WIDTH, widthOf(name));
    const left = room === undefined ? undefined : room - nameWidth - GAP.length;
    const detail = detailIn(explainDetail(entry.detail), marks, left);
    const more = [marks && paint('cyan', marks), detail].filter((text) => text !== '');
    const padded = more.length === 0 ? name : pad(name, nameWidth);
    return [colour ? paint(colour, padded) : padded, ...more].join(GAP);
  }
}

const offset = (ms: number | undefined): string =>
  pad(ms === undefined ? '' : formatOffset(ms), OFFSET_WIDTH, 'right');

function marksOf({ repaired, odd }: AnsweredTimelineEntry): string {
  const marks: string[] = [];
  if (repaired) marks.push('[repaired]');
  if (odd) marks.push('[odd time]');
  return marks.join(' ');
}

/** What does not fit on the terminal's line is left to `--json`. */
function detailIn(detail: string, marks: string, room: number | undefined): string {
  if (room === undefined) return detail;
  const left = room - (marks === '' ? 0 : widthOf(marks) + GAP.length);
  return left < 4 ? '' : cut(detail, left);
}
