import { textOf } from './detail-members.ts';
import type { ImplausibleTime } from './implausible-time.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * The facts that a session summary holds, at most one of each kind: when the session was created,
 * when viewers could start to watch, when the first other event happened, when its health changed last, when the
 * stream failed, when the encoder disconnected, when the video ended. The order decides which fact gives
 * `sessionAt`.
 */
export const FACT_KINDS = [
  'created',
  'started',
  'seen',
  'health',
  'failed',
  'ingestEnded',
  'ended',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** The facts that end a session. The order decides which fact gives the summary's `expiresAt`. */
export const END_KINDS = ['ended', 'ingestEnded', 'failed'] as const satisfies FactKind[];

/** Which of several events of one kind the summary holds. */
export const PREFERRED: Record<FactKind, 'earliest' | 'latest'> = {
  created: 'earliest',
  started: 'earliest',
  seen: 'earliest',
  health: 'latest',
  failed: 'latest',
  ingestEnded: 'latest',
  ended: 'latest',
};

/**
 * One event in a session summary. Its members are few and short, so that a whole summary stays
 * within 1 KB, DynamoDB's write unit, unless the channel's name or the reason of a failure is
 * unusually long.
 */
export interface Fact {
  /** The event's time, ISO 8601. */
  at: string;
  /** Decides between events of the same time: the event's id; of `health` see health-fact.ts. */
  id: string;
  /** The channel's name in this event; absent if empty. */
  name?: string;
  /** `code` of Session Ended, which IVS sends for some ends only. */
  code?: string;
  /** `reason` of Stream Failure. */
  reason?: string;
  /** The fact was derived from an answer of IVS. Any delivered event of the kind replaces it. */
  repaired?: true;
  /** Set if the event's time is implausible. */
  odd?: ImplausibleTime;
  /** Only facts that end a session: the TTL of the summary, seconds since the epoch. */
  expires?: number;
}

export type Facts = { [K in FactKind]?: Fact };

export const isEnd = (kind: FactKind): boolean => (END_KINDS as readonly FactKind[]).includes(kind);

/** The fact of kind `kind` that a stored event is. */
export function factOf({ event, expiresAt, repaired, odd }: StoredEvent, kind: FactKind): Fact {
  const { id, time: at, channelName, detail } = event;
  const end = isEnd(kind);
  return {
    at,
    id,
    ...textOf('name', channelName),
    ...(end && textOf('code', detail.code)),
    ...(kind === 'failed' && textOf('reason', detail.reason)),
    ...(repaired && { repaired }),
    ...(odd && { odd }),
    ...(end && { expires: expiresAt }),
  };
}

/**
 * Whether `next` replaces `current`. A delivered event replaces a repair, except of `health`; else time decides, then
 * the id. This is a total order, so the result does not depend on the order or number of
 * deliveries.
 */
export function replaces(kind: FactKind, next: Fact, current: Fact | undefined): boolean {
  if (!current) return true;
  if (kind !== 'health' && next.repaired !== current.repaired) return current.repaired === true;
  const order = compare(next.at, current.at) || compare(next.id, current.id);
  return PREFERRED[kind] === 'earliest' ? order < 0 : order > 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
