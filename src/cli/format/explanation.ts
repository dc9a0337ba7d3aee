import type { AuditRecord } from '../../explain/audit-trail.ts';
import type { Explanation, NoChannel } from '../../explain/explanation.ts';
import type { PlannedChannel } from '../../explain/planned-channel.ts';
import { channelLabel } from '../channel.ts';
import type { Colour, Style } from '../context.ts';
import { historyTable } from './sessions.ts';
import { type Cell, type Column, propertyList, table } from './table.ts';
import { jsonText, oneLine, wrap } from './text.ts';
import { formatTime, timeText } from './time.ts';

type Tags = PlannedChannel['tags'];

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const SENTENCE_INDENT = '  ';

/** What will happen to a channel, in sentences, and a table of its newest sessions. */
export function explanationText(answer: Explanation | NoChannel, style: Style): string {
  const { channelArn, sentences, sessions } = answer;
  const name = 'gone' in answer ? '' : answer.name;
  const tags = 'gone' in answer ? undefined : tagsText(answer.tags) || 'no autopilot tags';
  const title = style.paint('bold', oneLine(name || channelLabel(channelArn, style)));
  const properties = propertyList(
    [
      ['channel', channelArn],
      ['tags', tags],
    ],
    style,
  );
  const lines = sentences.flatMap((sentence) => sentenceLines(sentence, style));
  const parts = [`${title}\n${properties}`, lines.join('\n')];
  if (sessions.length > 0) parts.push(historyTable(sessions, style));
  return parts.join('\n\n');
}

/** A sentence starts on a line of its own. On a terminal its further lines are indented once more. */
function sentenceLines(sentence: string, style: Style): string[] {
  const text = withLocalTimes(sentence, style);
  if (style.width === undefined) return [SENTENCE_INDENT + text];
  const [first = '', ...further] = wrap(text, style.width - 2 * SENTENCE_INDENT.length);
  return [SENTENCE_INDENT + first, ...further.map((line) => SENTENCE_INDENT.repeat(2) + line)];
}

/** Replaces the UTC times in a sentence by times in the operator's zone. */
export function withLocalTimes(sentence: string, { timeZone }: Pick<Style, 'timeZone'>): string {
  return oneLine(sentence).replace(ISO_TIME, (at) => formatTime(Date.parse(at), timeZone));
}

const PLAN_COLUMNS: readonly Column[] = [
  { title: 'NAME', shrinksTo: 8 },
  { title: 'CHANNEL' },
  { title: 'NEXT', shrinksTo: 11, wraps: true },
  { title: 'WHEN' },
  { title: 'WHY', shrinksTo: 16, wraps: true },
];

/** The next action for each channel. */
export function planTable(channels: readonly PlannedChannel[], style: Style): string {
  const rows = channels.map((channel) => [
    channel.name,
    channelLabel(channel.channelArn, style),
    nextCell(channel),
    whenText(channel, style),
    channel.why,
  ]);
  return table(PLAN_COLUMNS, rows, style);
}

type Action = NonNullable<PlannedChannel['next']>;

const ACTIONS: Partial<Record<Action, [text: string, colour: Colour]>> = {
  'delete-channel': ['delete', 'red'],
  'rotate-key': ['rotate key', 'yellow'],
  'create-key': ['create key', 'yellow'],
  'note-key': ['record key', 'cyan'],
};

function nextCell({ next, mode }: PlannedChannel): Cell {
  if (next === undefined) return 'none';
  const [text, colour] = ACTIONS[next] ?? [next, 'yellow'];
  return mode === 'apply' ? { text, colour } : `${text} (mode ${mode})`;
}

function whenText(channel: PlannedChannel, style: Style): string | undefined {
  const { next, at, nextLookAt, stopped, waitsForSurvey, limitedUntil } = channel;
  if (next === undefined) return undefined;
  if (stopped) return 'after approval';
  if (at === undefined) return 'after the stream';
  const isPast = (time: string) => Date.parse(time) <= style.now();
  if (!isPast(at)) return timeText(at, style);
  if (limitedUntil !== undefined) return `by ${timeText(limitedUntil, style)}`;
  if (waitsForSurvey) return 'within minutes';
  // A channel that is not marked yet is marked by reconcile, which runs every 5 minutes.
  return nextLookAt !== undefined && isPast(nextLookAt) ? 'within a minute' : 'within minutes';
}

const AUDIT_COLUMNS: readonly Column[] = [
  { title: 'TIME' },
  { title: 'ACTION' },
  { title: 'OUTCOME' },
  { title: 'REASON' },
  { title: 'BY', shrinksTo: 16, wraps: true, dropOrder: 3 },
  { title: 'DETAIL', shrinksTo: 20, wraps: true, dropOrder: 1 },
  { title: 'TAGS', shrinksTo: 28, wraps: true, dropOrder: 2 },
];

/** What was done with a channel, or not done, one row for each decision. */
export function auditTable(records: readonly AuditRecord[], style: Style): string {
  const rows = records.map(({ at, action, outcome, reason, evidence, result }) => [
    timeText(at, style),
    action,
    outcomeCell(outcome),
    reason,
    typeof evidence?.by === 'string' ? oneLine(evidence.by) : undefined,
    shortenArns(detailText(evidence, result), style),
    tagsText(isTags(evidence?.tags) ? evidence.tags : {}),
  ]);
  return table(AUDIT_COLUMNS, rows, style);
}

const OUTCOMES: Partial<Record<AuditRecord['outcome'], Colour>> = {
  done: 'green',
  failed: 'red',
  started: 'yellow',
};

function outcomeCell(outcome: AuditRecord['outcome']): Cell {
  const colour = OUTCOMES[outcome];
  return colour ? { text: outcome, colour } : outcome;
}

function detailText({ detail }: Record<string, unknown> = {}, result: object = {}): string {
  const members = Object.entries(result).map(([name, value]) => `${name}: ${jsonText(value)}`);
  return oneLine([...(typeof detail === 'string' ? [detail] : []), ...members].join(', '));
}

/** On a terminal, `arn:aws:ivs:us-west-2:123456789012:stream-key/abc` becomes `stream-key/abc`. */
function shortenArns(text: string, { width }: Pick<Style, 'width'>): string {
  return width === undefined ? text : text.replace(/arn:[\w-]+:ivs:[\w-]+:\d+:/g, '');
}

function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => oneLine(`${key}=${value}`))
    .join(' ');
}

function isTags(value: unknown): value is Tags {
  return typeof value === 'object' && value !== null;
}
