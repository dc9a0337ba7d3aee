import type { DetailType } from '../ivs/events.ts';
import type { ImplausibleTime } from './implausible-time.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * What a session summary remembers, each once: when the session was created, when viewers could
 * watch, when another event of it was first seen, when it broke, when the encoder left, when the
 * video ended. In the order in which they say when a session began (`sessionAt`).
 */
export const FACT_KINDS = ['created', 'started', 'seen', 'failed', 'ingestEnded', 'ended'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** The facts after which a session is over, in the order in which they say until when it is kept. */
export const END_KINDS = ['ended', 'ingestEnded', 'failed'] as const satisfies FactKind[];

/** Which of two events of one kind is remembered. */
export const PREFERRED: Record<FactKind, 'earliest' | 'latest'> = {
  created: 'earliest',
  started: 'earliest',
  seen: 'earliest',
  failed: 'latest',
  ingestEnded: 'latest',
  ended: 'latest',
};

/**
 * One remembered event. Short on purpose: a whole summary stays within 1 KB, DynamoDB's write unit,
 * as long as the channel's name and the failure's reason are not much longer than usual.
 */
export interface Fact {
  /** The event's time, ISO 8601. */
  at: string;
  /** The event's id: decides between events of the same time. */
  id: string;
  /** The channel's name in this event; absent if empty. */
  name?: string;
  /** Of Session Ended, now and then. */
  code?: string;
  /** Of Stream Failure. */
  reason?: string;
  /** It stems from a look at IVS, not from an event. Any event of the kind replaces it. */
  repaired?: true;
  /** Its time can't be right. */
  odd?: ImplausibleTime;
  /** Facts that end a session: until when the summary is kept, seconds since the epoch. */
  expires?: number;
}

export type Facts = { [K in FactKind]?: Fact };

/** The known names. `none`: the event is kept, but says nothing certain of the session that it names. */
const MEANING: Record<DetailType, Record<string, FactKind | 'none'>> = {
  'IVS Stream State Change': {
    'Session Created': 'created',
    'Stream Start': 'started',
    'Session Ended': 'ingestEnded',
    'Stream End': 'ended',
    'Stream Failure': 'failed',
    'Stream Takeover': 'seen',
    'Stream Takeover Failure': 'none',
  },
  'IVS Stream Health Change': { 'Starvation Start': 'seen', 'Starvation End': 'seen' },
  'IVS Limit Breach': {
    'Ingest Bitrate': 'seen',
    'Ingest Resolution': 'seen',
    'Concurrent Broadcasts': 'none',
    'Concurrent Viewers': 'none',
  },
  'IVS Recording State Change': {
    'Recording Start': 'seen',
    'Recording End': 'seen',
    'Recording Start Failure': 'seen',
    'Recording End Failure': 'seen',
  },
};

/** What an event says of its session; undefined for a name that nobody knows yet. */
export function meaningOf(detailType: DetailType, name: string): FactKind | 'none' | undefined {
  const names = MEANING[detailType];
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** Whether an event of this meaning says something of its session that is lost without the stream's id. */
export const changesState = (meaning: ReturnType<typeof meaningOf>): boolean =>
  meaning !== undefined && meaning !== 'none' && meaning !== 'seen';

export const isEnd = (kind: FactKind): boolean => (END_KINDS as readonly FactKind[]).includes(kind);

/** Texts of IVS's own are shorter; a longer one can't make the summary grow without bound. */
const LONGEST_TEXT = 256;

/** The fact that a kept event of this kind is. */
export function factOf({ event, expiresAt, repaired, odd }: StoredEvent, kind: FactKind): Fact {
  const { id, time: at, channelName, detail } = event;
  const end = isEnd(kind);
  return {
    at,
    id,
    ...text('name', channelName),
    ...(end && text('code', detail.code)),
    ...(kind === 'failed' && text('reason', detail.reason)),
    ...(repaired && { repaired }),
    ...(odd && { odd }),
    ...(end && { expires: expiresAt }),
  };
}

function text<K extends string>(as: K, value: unknown): { [P in K]?: string } {
  if (typeof value !== 'string' || value === '') return {};
  return { [as]: [...value].slice(0, LONGEST_TEXT).join('') } as { [P in K]?: string };
}

/**
 * Whether `next` takes the place of `current`. A total order of (event before repair, time, id), so
 * that what remains does not depend on the order or number of deliveries.
 */
export function replaces(kind: FactKind, next: Fact, current: Fact | undefined): boolean {
  if (!current) return true;
  if (next.repaired !== current.repaired) return current.repaired === true;
  const order = compare(next.at, current.at) || compare(next.id, current.id);
  return PREFERRED[kind] === 'earliest' ? order < 0 : order > 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
