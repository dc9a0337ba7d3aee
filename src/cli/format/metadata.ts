import type { AnsweredMessage, ChannelMetadata } from '../../metadata/history/channel-metadata.ts';
import type { Colour, Style } from '../context.ts';
import { formatDuration } from './duration.ts';
import { type Cell, table } from './table.ts';
import { countOf, oneLine, wholeNumber } from './text.ts';
import { timeText } from './time.ts';

const COLUMNS = [
  { title: 'ENDED' },
  { title: 'OUTCOME' },
  { title: 'AFTER', align: 'right' },
  { title: 'BYTES', align: 'right', dropOrder: 2 },
  { title: 'ID', shrinksTo: 8 },
  { title: 'KEY', shrinksTo: 6, dropOrder: 1 },
  { title: 'PAYLOAD', shrinksTo: 12 },
] as const;

/** What waits for a channel, and its last messages, one row for each. */
export function metadataText(metadata: ChannelMetadata, style: Style): string {
  const { messages, history } = metadata;
  const state = stateLine(metadata);
  if (history === 'off') return `${state}\nThe setting metadataHistory is off: nothing is kept.`;
  if (messages.length === 0) return `${state}\nNo message of the last day is known.`;
  return `${state}\n\n${messageTable(messages, style)}`;
}

/** `Delivered in the last minute: 2.5 a second. About 12 requests wait, which take 2.6s.` */
function stateLine({ perSecond, waiting, waitingSeconds }: ChannelMetadata): string {
  const rate = `Delivered in the last minute: ${perSecond} a second.`;
  if (waiting === 0) return `${rate} Nothing waits.`;
  const verb = waiting === 1 ? 'waits' : 'wait';
  const takes = formatDuration(waitingSeconds * 1_000);
  return `${rate} About ${countOf(waiting, 'request')} ${verb}, for ${takes} at the full rate.`;
}

function messageTable(messages: readonly AnsweredMessage[], style: Style): string {
  const rows = messages.map(({ id, key, outcome, at, bytes, ageMs, preview }) => [
    timeText(at, style),
    outcomeCell(outcome),
    ageMs < 1_000 ? `${ageMs}ms` : formatDuration(ageMs),
    wholeNumber(bytes),
    oneLine(id),
    oneLine(key ?? ''),
    oneLine(preview),
  ]);
  return table(COLUMNS, rows, style);
}

const COLOURS: Partial<Record<string, Colour>> = {
  ...{ delivered: 'green', deadLettered: 'red', expired: 'yellow', dropped: 'yellow' },
};

/** The stage may be newer than this program, and know more outcomes. */
function outcomeCell(outcome: string): Cell {
  const text = outcome === 'deadLettered' ? 'dead letter' : oneLine(outcome);
  const colour = COLOURS[outcome];
  return colour ? { text, colour } : text;
}
