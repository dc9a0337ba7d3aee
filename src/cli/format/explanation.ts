import type { AuditRecord } from '../../explain/audit-trail.ts';
import type { Explanation, NoChannel } from '../../explain/explanation.ts';
import type { PlannedChannel } from '../../explain/plan.ts';
import { channelLabel } from '../channel.ts';
import type { CliContext, Colour } from '../context.ts';
import { historyTable } from './sessions.ts';
import { type Cell, type Column, propertyList, table } from './table.ts';
import { oneLine } from './text.ts';
import { formatBriefly, formatTime } from './time.ts';

type Style = Pick<CliContext, 'paint' | 'width' | 'timeZone' | 'now'>;
type Tags = Readonly<Record<string, string>>;

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A channel in plain words, with its last sessions. */
export function explanationText(answer: Explanation | NoChannel, style: Style): string {
  const { channelArn, sentences, sessions } = answer;
  const name = 'gone' in answer ? '' : answer.name;
  const tags = 'gone' in answer ? undefined : tagsText(answer.tags) || 'none of autopilot:';
  const title = style.paint('bold', oneLine(name || channelLabel(channelArn, style)));
  const about = propertyList(
    [
      ['channel', channelArn],
      ['tags', tags],
    ],
    style,
  );
  const words = sentences.map((sentence) => `  ${withLocalTimes(sentence, style)}`);
  const parts = [`${title}\n${about}`, words.join('\n')];
  if (sessions.length > 0) parts.push(historyTable(sessions, style));
  return parts.join('\n\n');
}

/** Times in a sentence are UTC; an operator reads those of the own clock. */
export function withLocalTimes(sentence: string, { timeZone }: Pick<Style, 'timeZone'>): string {
  return oneLine(sentence).replace(ISO_TIME, (at) => formatTime(Date.parse(at), timeZone));
}

/** What is next for each channel, one line each. */
export function planTable(channels: readonly PlannedChannel[], style: Style): string {
  const columns: Column[] = [
    { title: 'NAME', shrinksTo: 8 },
    { title: 'CHANNEL' },
    { title: 'NEXT' },
    { title: 'WHEN' },
    { title: 'WHY', shrinksTo: 10 },
  ];
  const rows = channels.map((channel) => [
    channel.name,
    channelLabel(channel.channelArn, style),
    nextCell(channel),
    whenText(channel, style),
    channel.why,
  ]);
  return table(columns, rows, style);
}

const NEXT: Record<string, [text: string, colour: Colour]> = {
  'delete-channel': ['delete', 'red'],
  'rotate-key': ['new key', 'yellow'],
  'create-key': ['first key', 'yellow'],
  'note-key': ['note key', 'cyan'],
};

function nextCell({ next, mode }: PlannedChannel): Cell {
  if (next === undefined) return 'nothing';
  const [text, colour] = NEXT[next] ?? [next, 'yellow'];
  return mode === 'apply' ? { text, colour } : `${text} (mode ${mode})`;
}

function whenText(channel: PlannedChannel, style: Style): string | undefined {
  const { next, at, nextLookAt, stopped } = channel;
  if (next === undefined) return undefined;
  if (stopped) return 'once approved';
  if (at === undefined) return 'after its stream';
  const isPast = (time: string) => Date.parse(time) <= style.now();
  if (!isPast(at)) return timeText(at, style);
  // Else the reconcile, every 5 minutes, has to mark it first.
  return nextLookAt !== undefined && isPast(nextLookAt) ? 'within a minute' : 'within minutes';
}

/** What happened to a channel, one line each. */
export function auditTable(records: readonly AuditRecord[], style: Style): string {
  const columns: Column[] = [
    { title: 'TIME' },
    { title: 'ACTION' },
    { title: 'OUTCOME' },
    { title: 'REASON' },
    { title: 'DETAIL', shrinksTo: 10, dropOrder: 2 },
    { title: 'TAGS', shrinksTo: 10, dropOrder: 1 },
  ];
  const rows = records.map(({ at, action, outcome, reason, evidence, result }) => [
    timeText(at, style),
    action,
    outcomeCell(outcome),
    reason,
    detailText(evidence, result),
    tagsText(isTags(evidence?.tags) ? evidence.tags : {}),
  ]);
  return table(columns, rows, style);
}

const OUTCOMES: Record<string, Colour> = { done: 'green', failed: 'red', started: 'yellow' };

function outcomeCell(outcome: string): Cell {
  const colour = OUTCOMES[outcome];
  return colour ? { text: outcome, colour } : outcome;
}

function detailText({ detail }: Record<string, unknown> = {}, result: object = {}) {
  const members = Object.entries(result).map(([name, value]) => `${name}: ${textOf(value)}`);
  return oneLine([...(typeof detail === 'string' ? [detail] : []), ...members].join(', '));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => oneLine(`${key}=${value}`))
    .join(' ');
}

function isTags(value: unknown): value is Tags {
  return typeof value === 'object' && value !== null;
}

function timeText(at: string, { width, timeZone, now }: Style): string {
  const ms = Date.parse(at);
  return width === undefined ? formatTime(ms, timeZone) : formatBriefly(ms, now(), timeZone);
}
