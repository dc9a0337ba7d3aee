import type { SessionReader } from '../channels/latest-sessions.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { ENDED, endedOn } from '../sessions/summary.ts';
import { toView } from '../sessions/view.ts';

/** A channel as one of its sessions names it. It may be deleted, or have another name by now. */
export interface PastChannel {
  channelArn: string;
  name: string;
  /** The begin of its newest session with this name, ISO 8601. */
  lastSessionAt: string;
}

/** Of each day, and of the sessions that are not finalized, so many of the newest ones are read. */
const SESSIONS = 50;
const DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * The channels of the newest sessions of the last week: at most 50 of each day. So the work does not grow with the table.
 *
 * @returns each channel once for each name, newest first
 */
export async function pastChannels({
  sessions,
  clock,
}: {
  sessions: SessionReader;
  clock: Clock;
}): Promise<PastChannel[]> {
  const days = Array.from({ length: DAYS }, (_, n) => isoTime(clock.now() - n * DAY_MS));
  const phases = [ENDED, ...days.map((day) => endedOn(day.slice(0, '2026-11-27'.length)))] as const;
  const pages = await Promise.all(phases.map((phase) => sessions.list({ phase }, SESSIONS)));
  const ids = pages.flatMap((page) => page.sessions);
  if (ids.length === 0) return [];
  const newestFirst = (await sessions.get(ids)).sort((a, b) =>
    a.sessionAt < b.sessionAt ? 1 : -1,
  );
  const found = new Map<string, PastChannel>();
  for (const summary of newestFirst) {
    const { channelArn, sessionAt: lastSessionAt } = summary;
    const { channelName: name } = toView(summary);
    const key = `${channelArn} ${name}`;
    if (name !== undefined && !found.has(key)) found.set(key, { channelArn, name, lastSessionAt });
  }
  return [...found.values()];
}
