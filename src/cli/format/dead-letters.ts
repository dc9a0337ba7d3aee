import {
  type DeliveryCounts,
  letterFunction,
  type StoredLetter,
} from '../../dead-letters/letter.ts';
import type { LetterOutcome, LetterResult } from '../../dead-letters/retry/result.ts';
import type { ShownLetter } from '../../dead-letters/show.ts';
import { channelLabel } from '../channel.ts';
import type { Colour, Style } from '../context.ts';
import { type Cell, propertyList, table } from './table.ts';
import { countOf, oneLine, wholeNumber, withoutControlCharacters } from './text.ts';
import { formatTime, timeText } from './time.ts';

const LETTER_COLUMNS = [
  { title: 'ID' },
  { title: 'DIED' },
  { title: 'FUNCTION', shrinksTo: 12 },
  { title: 'CHANNEL', dropOrder: 1 },
  { title: 'TRIED', align: 'right', dropOrder: 3 },
  { title: 'BYTES', align: 'right', dropOrder: 4 },
  { title: 'REASON', shrinksTo: 20, wraps: true },
  { title: 'CONTENT', shrinksTo: 12, dropOrder: 2 },
  { title: 'ENDED', shrinksTo: 12, wraps: true },
] as const;

/** Dead letters, one row for each. */
export function letterTable(letters: readonly StoredLetter[], style: Style): string {
  const rows = letters.map((letter) => [
    letter.id,
    timeText(letter.diedAt, style),
    letterFunction(letter) ?? 'unknown',
    letter.channelArn && channelLabel(letter.channelArn, style),
    letter.tries === undefined ? '' : wholeNumber(letter.tries),
    wholeNumber(letter.bytes),
    oneLine(letter.reason),
    oneLine(letter.preview),
    endText(letter, style),
  ]);
  return table(LETTER_COLUMNS, rows, style);
}

function endText({ ended, delivery }: StoredLetter, style: Style): string | undefined {
  if (!ended) return undefined;
  const then = delivery ? `; then ${deliveryText([delivery])}` : '';
  return oneLine(`${ended.how} ${timeText(ended.at, style)}, ${ended.by}${then}`);
}

const OUTCOMES: Record<string, string> = { deadLettered: 'dead again' };

/** `2 delivered, 1 expired`: how messages ended that were queued again. */
export function deliveryText(deliveries: readonly DeliveryCounts[]): string {
  const counts = new Map<string, number>();
  for (const [outcome, count] of deliveries.flatMap((one) => Object.entries(one)))
    counts.set(outcome, (counts.get(outcome) ?? 0) + count);
  return countsText(counts);
}

const countsText = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${wholeNumber(count)} ${OUTCOMES[name] ?? name}`).join(', ');

/** One dead letter: what is known about it, its content, and what to do. */
export function shownLetterText(letter: ShownLetter, style: Style): string {
  const { id, kind, metadata, payload, error, body, ended } = letter;
  const title = `${style.paint('bold', id)}  ${kind === 'metadata' ? 'metadata' : 'event of a function'}`;
  const parts = [`${title}\n${properties(letter, style)}`];
  for (const message of metadata ?? []) parts.push(messageText(message, style));
  if (payload !== undefined) parts.push(titled('event', payload, style));
  if (error !== undefined) parts.push(titled('error', error, style));
  if (body !== undefined) parts.push(titled('body', body, style));
  if (!ended) parts.push(advice(letter, style));
  return parts.join('\n\n');
}

function properties(letter: ShownLetter, style: Style): string {
  const { channelArn, diedAt, reason, tries, bytes, messages, messagesExpireAt } = letter;
  const at = (time: string) => formatTime(Date.parse(time), style.timeZone);
  return propertyList(
    [
      ['channel', channelArn],
      ['function', letterFunction(letter) ?? 'unknown'],
      ['died', at(diedAt)],
      ['reason', oneLine(reason)],
      ['tried', tries === undefined ? undefined : countOf(tries, 'time')],
      ['size', countOf(bytes, 'byte')],
      ['messages', messages === undefined ? undefined : wholeNumber(messages)],
      ['expiry', messagesExpireAt && at(messagesExpireAt)],
      ['ended', endText(letter, style)],
    ],
    style,
  );
}

type ShownMessage = NonNullable<ShownLetter['metadata']>[number];

function messageText({ id, key, payload }: ShownMessage, style: Style): string {
  const name = oneLine(`message ${id}${key === undefined ? '' : `, key ${key}`}`);
  return titled(name, payload, style);
}

function titled(title: string, value: unknown, { paint }: Style): string {
  const text = JSON.stringify(value, null, 2) ?? '';
  const lines = text.split('\n').map((line) => `  ${withoutControlCharacters(line)}`);
  return `${paint('bold', title)}\n${lines.join('\n')}`;
}

function advice({ id, kind, isMasked, messagesExpireAt }: ShownLetter, { now }: Style): string {
  if (isMasked)
    return 'It held the value of a stream key, which is not stored. So it can only be dropped: send the rest anew.';
  const isLate = messagesExpireAt !== undefined && Date.parse(messagesExpireAt) <= now();
  const ttl = kind === 'metadata' && isLate ? ' --ttl 10m' : '';
  return `When the cause is mended: npx ivs-autopilot dead-letters retry ${id}${ttl}`;
}

const RESULT_COLUMNS = [
  { title: 'ID' },
  { title: 'DIED', dropOrder: 2 },
  { title: 'FUNCTION', shrinksTo: 12, dropOrder: 1 },
  { title: 'CHANNEL', dropOrder: 3 },
  { title: 'OUTCOME' },
  { title: 'DETAIL', shrinksTo: 20, wraps: true },
] as const;

/** What became of letters, one row for each. */
export function resultTable(results: readonly LetterResult[], style: Style): string {
  const rows = results.map(({ id, diedAt, kind, functionName, channelArn, outcome, detail }) => [
    id,
    diedAt && timeText(diedAt, style),
    kind === 'metadata' ? 'sendMetadata' : functionName,
    channelArn && channelLabel(channelArn, style),
    outcomeCell(outcome),
    oneLine(detail ?? ''),
  ]);
  return table(RESULT_COLUMNS, rows, style);
}

const COLOURS: Partial<Record<LetterOutcome, Colour>> = {
  ...{ queued: 'green', invoked: 'green', dropped: 'green' },
  ...{ failed: 'red', refused: 'red', unreadable: 'red', expired: 'yellow', waits: 'yellow' },
};

function outcomeCell(outcome: LetterOutcome): Cell {
  const colour = COLOURS[outcome];
  return colour ? { text: outcome, colour } : outcome;
}

/** `3 queued, 1 expired` */
export function outcomeCounts(results: readonly LetterResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return countsText(counts);
}
