import * as z from 'zod/mini';
import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { ChannelStore } from '../channels/store.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import type { Log } from '../platform/observability.ts';
import { checked } from '../platform/schema.ts';
import type { Approval, CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import { allowedDeletes, type PendingDeletion } from './limits.ts';
import type { CleanupSettings } from './settings.ts';

/** How long an approved set is let through, ms: what is left after that is as any other. */
const APPROVAL_LASTS_MS = 24 * 3_600_000;

/** What `deleteDueChannels` can be asked for besides a pass. */
export type CleanupRequest =
  | { kind: 'pass' }
  | { kind: 'status'; nextToken?: string }
  | { kind: 'approve'; id: string };

const text = z.string().check(z.minLength(1));
const schema = z.object({
  approve: z.optional(text),
  status: z.optional(z.literal(true)),
  nextToken: z.optional(text),
});

/**
 * Reads an invocation: the schedule's event and `{}` ask for a pass.
 *
 * @throws InputError that names the member which is wrong
 */
export function readCleanupRequest(raw: unknown): CleanupRequest {
  const { approve, status, nextToken } = checked(schema, raw ?? {}, 'request');
  if (approve === undefined && !status) return { kind: 'pass' };
  if (approve !== undefined && status)
    throw new InputError('status', 'cannot be combined with approve');
  if (approve !== undefined) return { kind: 'approve', id: approve };
  return { kind: 'status', ...(nextToken !== undefined && { nextToken }) };
}

export interface CleanupRequestDeps {
  stops: CleanupStopStore;
  channelCounts: ChannelCountStore;
  channels: Pick<ChannelStore, 'listDue'>;
  clock: Clock;
  log: Log;
  settings: CleanupSettings;
}

/** What cleanup waits for. */
export interface CleanupStatus {
  mode: CleanupSettings['mode'];
  /** How many channels may be due in one run, of how many that the last survey counted. */
  allowed: number;
  channels?: number;
  /** The set that waits for approval; `members`: a page of it. */
  stopped?: Omit<CleanupStop, 'published'> & { members: PendingDeletion[] };
  /** The sets that are let through. */
  approved: Approval[];
  nextToken?: string;
}

/** Says whether cleanup has stopped, and which channels wait for approval. */
export async function cleanupStatus(
  deps: CleanupRequestDeps,
  nextToken?: string,
): Promise<CleanupStatus> {
  const { stops, channelCounts, clock, settings } = deps;
  const now = clock.now();
  const channels = await channelCounts.lastCount();
  const status = {
    mode: settings.mode,
    allowed: allowedDeletes(settings.limits, channels),
    ...(channels !== undefined && { channels }),
    approved: await stops.approvals(now),
  };
  const stop = await currentStop(deps, now);
  if (!stop) return status;
  const { members, next } = await stops.members(stop.id, pageOf(nextToken, stop));
  const { published: _published, ...stopped } = stop;
  const more = next === undefined ? {} : { nextToken: `${stop.id}.${next}` };
  return { ...status, stopped: { ...stopped, members }, ...more };
}

/** With nothing due there is no run that could lift the stop. */
async function currentStop(
  { stops, channels }: CleanupRequestDeps,
  now: number,
): Promise<CleanupStop | undefined> {
  const stop = await stops.pending(now);
  if (!stop) return undefined;
  const { channelArns } = await channels.listDue('cleanup', isoTime(now));
  if (channelArns.length > 0) return stop;
  await stops.clear(stop.id);
  return undefined;
}

export interface ApprovalAnswer {
  approved: string;
  /** When the approval ends, ISO 8601. */
  expiresAt: string;
}

/**
 * Lets exactly that set through: the next run looks at each of its channels again, as always.
 *
 * @throws InputError if it is not the set that waits
 */
export async function approveCleanup(
  deps: CleanupRequestDeps,
  id: string,
): Promise<ApprovalAnswer> {
  const { stops, clock, log } = deps;
  const now = clock.now();
  const expiresAt = now + APPROVAL_LASTS_MS;
  if (!(await stops.approve(id, now, expiresAt))) {
    const waiting = await stops.pending(now);
    throw new InputError('approve', waiting?.id ?? 'nothing: no set waits for approval', id);
  }
  log.info('cleanup approved', { set: id });
  return { approved: id, expiresAt: isoTime(expiresAt) };
}

/** @throws InputError for a token of another set, so that nobody is shown a mixture */
function pageOf(nextToken: string | undefined, { id }: CleanupStop): number {
  if (nextToken === undefined) return 0;
  const [set, page] = nextToken.split('.');
  if (set !== id || !/^\d{1,6}$/.test(page ?? ''))
    throw new InputError('nextToken', 'one of the set that waits now', nextToken);
  return Number(page);
}
