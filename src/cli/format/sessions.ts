import type { SessionRecording } from '../../sessions/details/health.ts';
import type { SessionState } from '../../sessions/view.ts';
import type { AnsweredSession, AnsweredViewers } from '../answers.ts';
import { channelLabel } from '../channel.ts';
import type { Colour, Style } from '../context.ts';
import { formatDuration } from './duration.ts';
import { type Cell, type Column, table } from './table.ts';
import { countOf, joined, wholeNumber } from './text.ts';
import { timeText } from './time.ts';

const STATES: Partial<Record<SessionState, Colour>> = {
  live: 'green',
  created: 'yellow',
  failed: 'red',
};

const LIVE_COLUMNS: readonly Column[] = [
  { title: 'NAME', shrinksTo: 8 },
  { title: 'CHANNEL' },
  { title: 'STATE' },
  { title: 'STARTED' },
  { title: 'LASTED', align: 'right' },
  { title: 'VIEWERS', align: 'right' },
  { title: 'PEAK', align: 'right', dropOrder: 2 },
  { title: 'STREAM', dropOrder: 3 },
  { title: 'HEALTH', shrinksTo: 16, dropOrder: 1 },
];

/** The live sessions of all channels. */
export function liveTable(sessions: readonly AnsweredSession[], style: Style): string {
  const rows = sessions.map((session) => [
    session.channelName,
    channelLabel(session.channelArn, style),
    stateCell(session),
    startText(session, style),
    durationText(session, style),
    numberText(session.viewers?.lastCount),
    numberText(session.viewers?.peak),
    session.streamId,
    healthCell(session, style),
  ]);
  return table(LIVE_COLUMNS, rows, style);
}

const HISTORY_COLUMNS: readonly Column[] = [
  { title: 'STREAM' },
  { title: 'STATE' },
  { title: 'STARTED' },
  { title: 'LASTED', align: 'right' },
  { title: 'PEAK/MEAN', align: 'right', dropOrder: 1 },
  { title: 'RECORDED', dropOrder: 2 },
  { title: 'HEALTH', shrinksTo: 10, dropOrder: 3 },
];

/** The sessions of one channel. */
export function historyTable(sessions: readonly AnsweredSession[], style: Style): string {
  const rows = sessions.map((session) => [
    session.streamId,
    stateCell(session),
    startText(session, style),
    durationText(session, style),
    peakAndMean(session.viewers),
    recordedText(session),
    healthCell(session, style),
  ]);
  return table(HISTORY_COLUMNS, rows, style);
}

const FAILED_COLUMNS: readonly Column[] = [
  { title: 'FAILED' },
  { title: 'NAME', shrinksTo: 8 },
  { title: 'CHANNEL' },
  { title: 'LASTED', align: 'right', dropOrder: 1 },
  { title: 'WHY', shrinksTo: 24, wraps: true },
  { title: 'STREAM', dropOrder: 2 },
];

/** Failed sessions of any channels. */
export function failedTable(sessions: readonly AnsweredSession[], style: Style): string {
  const rows = sessions.map((session) => {
    const failedAt = session.failedAt ?? session.endedAt ?? session.ingestEndedAt;
    return [
      failedAt === undefined ? undefined : timeText(failedAt, style),
      session.channelName,
      channelLabel(session.channelArn, style),
      durationText(session, style),
      failureText(session),
      session.streamId,
    ];
  });
  return table(FAILED_COLUMNS, rows, style);
}

function failureText({ reason, code, startedAt }: AnsweredSession): string {
  const unstarted = startedAt === undefined ? 'ended before it started' : undefined;
  const known = joined([reason ?? unstarted, code === undefined ? undefined : `code ${code}`]);
  return known ?? 'IVS gave no reason';
}

/** When viewers could first watch, or else the first time that is known of the session. ISO 8601. */
export function startOf(session: AnsweredSession): string | undefined {
  const { startedAt, createdAt, seenAt, failedAt, ingestEndedAt, endedAt } = session;
  return startedAt ?? createdAt ?? seenAt ?? failedAt ?? ingestEndedAt ?? endedAt;
}

/**
 * How long viewers could watch, in milliseconds. A live session counts until `now`.
 *
 * @returns undefined if it is not known
 */
export function durationOf(session: AnsweredSession, now: number): number | undefined {
  const { durationMs, startedAt, endedAt, ingestEndedAt, failedAt, state } = session;
  if (durationMs !== undefined) return durationMs;
  if (startedAt === undefined) return undefined;
  const end = endedAt ?? ingestEndedAt ?? failedAt;
  if (end !== undefined) return Date.parse(end) - Date.parse(startedAt);
  return state === 'live' ? Math.max(0, now - Date.parse(startedAt)) : undefined;
}

/**
 * The problems of a session in a few words; undefined if it has none.
 *
 * @param now ms since the epoch
 */
export function healthHints(
  { starvingSince, reason, repaired, health }: AnsweredSession,
  now: number,
): string | undefined {
  const hints: string[] = [];
  if (reason !== undefined) hints.push(reason);
  const { starvation, takeovers = [], breaches = [], counts } = health ?? {};
  const takeoverCount = counts?.takeovers ?? takeovers.length;
  const breachCount = counts?.breaches ?? breaches.length;
  if (starvingSince !== undefined) hints.push(`starving for ${ageText(starvingSince, now)}`);
  else if (starvation?.count) hints.push(`starved ${starvation.count}×`);
  if (breachCount > 0) hints.push(countOf(breachCount, 'limit breach', 'limit breaches'));
  if (takeoverCount > 0) hints.push(countOf(takeoverCount, 'takeover'));
  if (repaired) hints.push('repaired');
  return hints.length > 0 ? hints.join(', ') : undefined;
}

export function stateCell({ state }: AnsweredSession): Cell {
  const colour = STATES[state];
  return colour ? { text: state, colour } : state;
}

/** How long ago a time was. The clock of this machine may be behind. @param at ISO 8601 */
export const ageText = (at: string, now: number): string =>
  formatDuration(Math.max(0, now - Date.parse(at)));

function healthCell(session: AnsweredSession, { now }: Style): Cell {
  const text = healthHints(session, now());
  const colour = session.starvingSince === undefined ? 'yellow' : 'red';
  return text === undefined ? undefined : { text, colour };
}

function startText(session: AnsweredSession, style: Style): string | undefined {
  const at = startOf(session);
  return at === undefined ? undefined : timeText(at, style);
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

/** A session lists its recordings; in older answers they are in its health. */
export function recordingsOf({ recordings, health }: AnsweredSession): SessionRecording[] {
  return recordings ?? health?.recordings ?? [];
}

function recordedText(session: AnsweredSession): string | undefined {
  const all = recordingsOf(session);
  if (all.length === 0) return undefined;
  const statuses = new Set(all.map(({ status }) => status));
  if (statuses.has('recording') && session.state === 'live') return 'now';
  return statuses.has('failed') ? 'failed' : 'yes';
}
