import type { FunctionEnd } from '../../cloud/functions.ts';
import type { ProducedMessage } from '../../people/metadata/messages.ts';
import type { ObserverTools } from '../observer.ts';
import type { Calm } from './calm.ts';
import type { Ledger } from './ledger.ts';

const IN_TIME = 'a viewer who joins has sticky values in time';
const NEWEST = 'no older sticky value follows a newer one';

const SECOND = 1_000;
/** After Stream Start, IVS's event is on its way for so long, and the functions start, ms. */
const START_MS = 12 * SECOND;
/** More SQS messages than this delay repeats: docs/metadata.md promises a time for a load below 80 %. */
const FEW = 6;
/** A burst of more requests than this delays a repeat, too: it is more than 80 % of the rate for a while. */
const FEW_CUES = 8;
/** Two passes are made by instances whose clocks are apart by up to this time, ms. */
const APART_MS = 2 * SECOND;
const LONG_AGO_MS = 30 * SECOND;
/** A value without expiry waits for its stream for a day; a bit less is judged. */
const WAITS_MS = 20 * 3_600 * SECOND;

/** A call that sets a value. Times are true, in ms since the epoch. */
interface StickySet {
  n: number;
  slot: string;
  from: number;
  /** Infinity if the call had no answer: what it does may come later. */
  to: number;
}

/** The newest value of a channel and key, while that is certain. */
interface Newest {
  n: number;
  channelArn: string;
  /** The value is in force from this time to the other. */
  from: number;
  until: number;
  seenAt: number;
  /** How many requests the channel had until then. */
  cues: number;
}

export interface StickyOptions extends ObserverTools {
  ledger: Ledger;
  calm: Calm;
}

/** Values of sticky messages: repeated in time, and never an older one after a newer one. */
export class Sticky {
  readonly #options: StickyOptions;
  readonly #sets = new Map<number, StickySet>();
  /** What the one player who sees everything saw last, by slot. */
  readonly #shown = new Map<string, number>();
  readonly #newest = new Map<string, Newest>();
  /** When many messages waited for a channel. */
  readonly #busyAt = new Map<string, number>();
  /** How many requests each channel had. */
  readonly #cues = new Map<string, number>();

  constructor(options: StickyOptions) {
    this.#options = options;
  }

  /** A call of enqueueMetadata has ended. @param queued the messages that are accepted */
  called(
    messages: readonly ProducedMessage[],
    queued: readonly ProducedMessage[],
    { startedAt, outcome }: FunctionEnd,
    askedAt = startedAt,
  ): void {
    const accepted = new Set(queued.map(({ payload }) => payload.n));
    for (const message of messages) {
      if (message.sticky !== true || message.payload?.wrong) continue;
      const to = 'error' in outcome ? Number.POSITIVE_INFINITY : this.#now();
      const { n } = message.payload;
      const before = this.#sets.get(n);
      const slot = `${message.channelArn} ${message.key}`;
      const from = Math.min(askedAt, before?.from ?? askedAt);
      this.#sets.set(n, { n, slot, from, to: Math.max(to, before?.to ?? 0) });
      this.#replace(slot, message, accepted.has(n) && this.#isClear(slot, n, from));
    }
  }

  /** An SQS message for the channel is queued. */
  queued(channelArn: string): void {
    if (this.#options.ledger.waiting(channelArn) > FEW) this.#busyAt.set(channelArn, this.#now());
  }

  /** Players get values. @param carried their numbers, new and repeated */
  cue(channelArn: string, carried: readonly number[]): void {
    this.#cues.set(channelArn, this.#cuesOf(channelArn) + 1);
    for (const n of carried) {
      const set = this.#sets.get(n);
      const newest = set && this.#newest.get(set.slot);
      if (!newest) continue;
      if (newest.n === n) this.#judge(newest, this.#now());
      else if (set.to >= newest.from) this.#newest.delete(set.slot);
    }
  }

  /** A player shows values. */
  shown(channelArn: string, numbers: readonly number[]): void {
    for (const n of numbers) {
      const set = this.#sets.get(n);
      if (!set) continue;
      const last = this.#sets.get(this.#shown.get(set.slot) ?? 0);
      const isOlder = last !== undefined && set.to < last.from;
      const what = () => `value ${n} after value ${last?.n}`;
      this.#options.checks.expect(NEWEST, !isOlder, what, channelArn);
      this.#shown.set(set.slot, n);
    }
  }

  /** A stream of the channel has ended, or begins, or something happens to it. */
  streamChanged(channelArn: string): void {
    for (const [slot, newest] of this.#newest)
      if (newest.channelArn === channelArn) {
        const [session] = this.#options.simulator.sessions({ channelArn, limit: 1 });
        this.#judge(newest, session?.disconnectedAt ?? this.#now());
        if (session?.startedAt !== undefined && session.disconnectedAt !== undefined)
          this.#newest.delete(slot);
      }
  }

  tick(): void {
    for (const [slot, newest] of this.#newest) {
      this.#judge(newest, this.#now());
      if (newest.until < this.#now()) this.#newest.delete(slot);
    }
  }

  forget(): void {
    this.#sets.clear();
    this.#shown.clear();
    this.#newest.clear();
    this.#busyAt.clear();
    this.#cues.clear();
  }

  #cuesOf(channelArn: string): number {
    return this.#cues.get(channelArn) ?? 0;
  }

  #now(): number {
    return this.#options.timeline.now();
  }

  /** No other call sets the same key at the same time. */
  #isClear(slot: string, n: number, from: number): boolean {
    const others = [...this.#sets.values()].filter((one) => one.slot === slot && one.n !== n);
    return others.every(({ to }) => to < from);
  }

  #replace(slot: string, message: ProducedMessage, isCertain: boolean): void {
    const { channelArn, ttlSeconds, payload } = message;
    const known = this.#newest.get(slot);
    if (known?.n === payload.n) return;
    if (known) this.#judge(known, this.#sets.get(payload.n)?.from ?? this.#now());
    this.#newest.delete(slot);
    const [session] = this.#options.simulator.sessions({ channelArn, limit: 1 });
    if (!isCertain || !this.#belongsToOneStream(session)) return;
    const now = this.#now();
    const from = this.#sets.get(payload.n)?.from ?? now;
    const lasts = typeof ttlSeconds === 'number' ? ttlSeconds * SECOND - 2 * SECOND : WAITS_MS;
    this.#newest.set(slot, {
      n: payload.n,
      channelArn,
      from,
      until: from + lasts,
      seenAt: now,
      cues: this.#cuesOf(channelArn),
    });
  }

  /** The value was set while a stream was live, or long after the last one. */
  #belongsToOneStream(
    session: { startedAt?: number; endedAt?: number; live: boolean } | undefined,
  ) {
    const longAgo = this.#now() - LONG_AGO_MS;
    if (!session) return true;
    if (session.endedAt !== undefined) return session.endedAt < longAgo;
    return session.live && (session.startedAt ?? Number.POSITIVE_INFINITY) < longAgo;
  }

  /** A viewer who joined after the last repeat had to wait until `at`. */
  #judge(newest: Newest, at: number): void {
    const { checks, calm, simulator, cloud } = this.#options;
    const { channelArn, until, seenAt, n } = newest;
    const [session] = simulator.sessions({ channelArn, limit: 1 });
    const isBurst = this.#cuesOf(channelArn) - newest.cues > FEW_CUES;
    newest.seenAt = Math.max(seenAt, at);
    newest.cues = this.#cuesOf(channelArn);
    if (isBurst) return;
    if (session?.startedAt === undefined || !session.live) return;
    const since = Math.max(seenAt, session.startedAt + START_MS);
    const seconds = cloud.settings('METADATA_STICKY_SECONDS').map(Number);
    const waitMs = Math.min(at, until) - since;
    if (!calm.since(since, channelArn) || (this.#busyAt.get(channelArn) ?? 0) > since - LONG_AGO_MS)
      return;
    const inTime = waitMs <= Math.max(...seconds) * SECOND + APART_MS;
    checks.expect(IN_TIME, inTime, () => `value ${n} was not sent for ${waitMs} ms`, channelArn);
  }
}
