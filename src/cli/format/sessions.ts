import type { Recording } from '../../sessions/details/health.ts';
import type { AnsweredSession, AnsweredViewers } from '../answers.ts';
import { channelLabel } from '../channel.ts';
import type { CliContext, Colour } from '../context.ts';
import { formatDuration } from './duration.ts';
import { type Cell, type Column, table } from './table.ts';
import { countOf, wholeNumber } from './text.ts';
import { formatBriefly, formatTime } from './time.ts';

type Style = Pick<CliContext, 'paint' | 'width' | 'timeZone' | 'now'>;

const STATES: Record<string, Colour> = { live: 'green', created: 'yellow', failed: 'red' };

/** What is live, one line each. */
export function liveTable(sessions: readonly AnsweredSession[], style: Style): string {
  const columns: Column[] = [
    { title: 'NAME', shrinksTo: 8 },
    { title: 'CHANNEL' },
    { title: 'STATE' },
    { title: 'SINCE' },
    { title: 'FOR', align: 'right' },
    { title: 'VIEWERS', align: 'right' },
    { title: 'PEAK', align: 'right', dropOrder: 2 },
    { title: 'STREAM', dropOrder: 3 },
    { title: 'HEALTH', shrinksTo: 8, dropOrder: 1 },
  ];
  const rows = sessions.map((session) => [
    session.channelName,
    channelLabel(session.channelArn, style),
    stateCell(session),
    timeText(startOf(session), style),
    durationText(session, style),
    numberText(session.viewers?.lastCount),
    numberText(session.viewers?.peak),
    session.streamId,
    hintCell(session),
  ]);
  return table(columns, rows, style);
}

/** The sessions of a channel, one line each. */
export function historyTable(sessions: readonly AnsweredSession[], style: Style): string {
  const columns: Column[] = [
    { title: 'STREAM' },
    { title: 'STATE' },
    { title: 'STARTED' },
    { title: 'LASTED', align: 'right' },
    { title: 'PEAK/MEAN', align: 'right', dropOrder: 1 },
    { title: 'RECORDED', dropOrder: 2 },
    { title: 'HEALTH', shrinksTo: 10, dropOrder: 3 },
  ];
  const rows = sessions.map((session) => [
    session.streamId,
    stateCell(session),
    timeText(startOf(session), style),
    durationText(session, style),
    peakAndMean(session.viewers),
    recordedText(session),
    hintCell(session),
  ]);
  return table(columns, rows, style);
}

/** When viewers could first watch; else the first that is known of it. ISO 8601. */
export function startOf(session: AnsweredSession): string | undefined {
  const { startedAt, createdAt, seenAt, failedAt, ingestEndedAt, endedAt } = session;
  return startedAt ?? createdAt ?? seenAt ?? failedAt ?? ingestEndedAt ?? endedAt;
}

/** @returns milliseconds that viewers could watch, until now for what is live; undefined where it is not known */
export function durationOf(session: AnsweredSession, now: number): number | undefined {
  const { durationMs, startedAt, endedAt, ingestEndedAt, failedAt, state } = session;
  if (durationMs !== undefined) return durationMs;
  if (startedAt === undefined) return undefined;
  const end = endedAt ?? ingestEndedAt ?? failedAt;
  if (end !== undefined) return Date.parse(end) - Date.parse(startedAt);
  return state === 'live' ? Math.max(0, now - Date.parse(startedAt)) : undefined;
}

/** What an operator should look at, in a few words; undefined if there is nothing. */
export function healthHints({
  state,
  reason,
  repaired,
  health,
}: AnsweredSession): string | undefined {
  const hints: string[] = [];
  if (reason !== undefined) hints.push(reason);
  const { starvation, takeovers = [], breaches = [], counts } = health ?? {};
  const taken = counts?.takeovers ?? takeovers.length;
  const breached = counts?.breaches ?? breaches.length;
  if (starvation?.count) {
    const lasts = state === 'live' && starvation.spells.at(-1)?.to === undefined;
    hints.push(lasts ? 'starving' : `starved ${starvation.count}×`);
  }
  if (breached > 0) hints.push(countOf(breached, 'limit breach', 'limit breaches'));
  if (taken > 0) hints.push(countOf(taken, 'takeover'));
  if (repaired) hints.push('repaired');
  return hints.length > 0 ? hints.join(', ') : undefined;
}

export function stateCell({ state }: AnsweredSession): Cell {
  const colour = STATES[state];
  return colour ? { text: state, colour } : state;
}

function hintCell(session: AnsweredSession): Cell {
  const text = healthHints(session);
  return text === undefined ? undefined : { text, colour: 'yellow' };
}

function timeText(at: string | undefined, { width, timeZone, now }: Style): string | undefined {
  if (at === undefined) return undefined;
  const ms = Date.parse(at);
  return width === undefined ? formatTime(ms, timeZone) : formatBriefly(ms, now(), timeZone);
}

function durationText(session: AnsweredSession, { now }: Style): string | undefined {
  const ms = durationOf(session, now());
  return ms === undefined ? undefined : formatDuration(ms);
}

const numberText = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : wholeNumber(value);

function peakAndMean({ peak, mean }: AnsweredViewers = {}): string | undefined {
  if (peak === undefined) return undefined;
  return mean === undefined ? wholeNumber(peak) : `${wholeNumber(peak)}/${wholeNumber(mean)}`;
}

/** As the view tells them, or else as its health does. */
export function recordingsOf({ recordings, health }: AnsweredSession): Recording[] {
  return recordings ?? health?.recordings ?? [];
}

function recordedText(session: AnsweredSession): string | undefined {
  const all = recordingsOf(session);
  if (all.length === 0) return undefined;
  const statuses = new Set(all.map(({ status }) => status));
  if (statuses.has('recording') && session.state === 'live') return 'now';
  return statuses.has('failed') ? 'failed' : 'yes';
}
