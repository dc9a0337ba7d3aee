import { inflateEnvelope } from '../../../../src/metadata/format/compression.ts';
import { COMPRESSED_TAG } from '../../../../src/metadata/format/envelope.ts';
import { createReferenceDecoder } from '../../../../src/metadata/format/reference-decoder.ts';
import {
  LATE_ARRIVAL_MS,
  REQUEST_TIMEOUT_MS,
} from '../../../../src/metadata/pace/account-limits.ts';
import type { Payload } from '../../people/metadata/messages.ts';
import type { Checks } from '../invariant.ts';
import type { Invariant } from '../names.ts';
import type { Ledger } from './ledger.ts';

const ONCE = 'players show metadata once';
const ORDER = 'players show metadata in order';
const OTHERS = 'metadata of others is left as it is';
const COMPLETE = 'players miss no metadata';
const UNEXPIRED = 'expired metadata is not sent';
/**
 * A request is on its way for at most so long, ms: the client waits for three seconds, and a request that it has given up
 * may still arrive in the next two. Clocks of instances are at most a second from the true time.
 */
const ON_THE_WAY_MS = REQUEST_TIMEOUT_MS + LATE_ARRIVAL_MS + 1_001;
/** A player joins at each such cue of a channel, and leaves after some more. */
const JOINS_EVERY = 7;
const LEAVES_AFTER = 40;

/** Somebody who watches a channel. */
class Player {
  readonly joinedAt: number;
  readonly #decoder = createReferenceDecoder();
  readonly shown = new Set<number>();
  /** The place in the queue of what was shown last. */
  lastSeq = 0;
  cues = 0;
  /** How many cues the channel had before. */
  readonly cuesBefore: number;

  constructor(joinedAt: number, cuesBefore: number) {
    this.joinedAt = joinedAt;
    this.cuesBefore = cuesBefore;
  }

  decode(text: string): unknown[] {
    return this.#decoder.decode(text);
  }

  /** @returns the numbers of the messages that are shown now */
  see(text: string): number[] {
    this.cues += 1;
    return numbersIn(this.decode(text));
  }
}

/** A cue, and the messages in it that the one who sees everything had not seen. */
interface Shown {
  text: string;
  fresh: readonly number[];
  /** How many cues the channel had before the message began. */
  begun: number;
}

/** The players of one channel: one sees everything, and others come and go. */
export class ChannelPlayers {
  readonly #channelArn: string;
  readonly #ledger: Ledger;
  readonly #checks: Checks;
  readonly #now: () => number;
  readonly #watcher = new Player(0, 0);
  #others: Player[] = [];
  /** Joins parts. It begins again after each message, so that it shows what is repeated. */
  #parts = createReferenceDecoder();
  #cues = 0;
  /** By the id of a message in parts that are not all sent: how many cues the channel had before each part came last. */
  readonly #partsAt = new Map<string, number[]>();

  constructor(
    channelArn: string,
    { ledger, checks, now }: { ledger: Ledger; checks: Checks; now(): number },
  ) {
    this.#channelArn = channelArn;
    this.#ledger = ledger;
    this.#checks = checks;
    this.#now = now;
  }

  /** A player comes. Others that have seen enough leave. */
  join(): void {
    this.#others = this.#others.filter(({ cues }) => cues < LEAVES_AFTER);
    this.#others.push(new Player(this.#now(), this.#cues));
  }

  /**
   * Players get timed metadata.
   *
   * @returns the numbers of the messages in it: all, and those that are new to the one who sees everything
   */
  cue(text: string): { carried: number[]; fresh: number[] } {
    const carried = this.#carriedBy(text);
    for (const n of carried) this.#ledger.take(n);
    // The parts of a long message need requests for seconds.
    if (!isPart(text)) for (const n of carried) this.#expectUnexpired(n);
    const fresh = this.#show(this.#watcher, text);
    const begun = this.#beginOf(text);
    for (const player of this.#others) this.#expectComplete(player, { text, fresh, begun });
    if (carried.length > 0) this.#partsAt.delete(partOf(text)?.id ?? '');
    this.#cues += 1;
    if (this.#cues % JOINS_EVERY === 0) this.join();
    return { carried, fresh };
  }

  /** The encoder inserts timed metadata of its own. Players show it as it is, or wait for its other parts. */
  foreignCue(text: string): void {
    for (const player of [this.#watcher, ...this.#others]) {
      const shown = player.decode(text);
      const isLeft = shown.length === 0 ? isPart(text) : shown.length === 1 && shown[0] === text;
      this.#expect(OTHERS, isLeft, () => `${text} is shown as ${JSON.stringify(shown)}`);
    }
  }

  #expectUnexpired(n: number): void {
    const lateMs = this.#now() - this.#ledger.expiryOf(n);
    this.#expect(UNEXPIRED, lateMs <= ON_THE_WAY_MS, () => `message ${n}, ${lateMs} ms too late`);
  }

  #carriedBy(text: string): number[] {
    if (!isPart(text)) return numbersIn(payloadsOf(text));
    const carried = numbersIn(this.#parts.decode(text));
    if (carried.length > 0) this.#parts = createReferenceDecoder();
    return carried;
  }

  /**
   * How many cues the channel had before the message of this cue began. A part may come again, alone or with those behind
   * it, so the part counts whose last time is the longest ago.
   */
  #beginOf(text: string): number {
    const part = partOf(text);
    if (!part) return this.#cues;
    const partsAt = this.#partsAt.get(part.id) ?? [];
    partsAt[part.index] = this.#cues;
    this.#partsAt.set(part.id, partsAt);
    return Math.min(...partsAt.filter((at) => at !== undefined));
  }

  /** Who joins between the parts of a message cannot show it. */
  #expectComplete(player: Player, { text, fresh, begun }: Shown): void {
    this.#show(player, text);
    const missed = fresh.filter((n) => !player.shown.has(n));
    const isExcused = missed.length === 0 || player.cuesBefore > begun;
    this.#expect(COMPLETE, isExcused, () => `a player misses ${missed}`);
  }

  #show(player: Player, text: string): number[] {
    const numbers = player.see(text);
    for (const n of numbers) {
      this.#expect(ONCE, !player.shown.has(n), () => `message ${n} is shown again`);
      player.shown.add(n);
      this.#expectInOrder(player, n);
    }
    return numbers;
  }

  #expectInOrder(player: Player, n: number): void {
    const next = this.#ledger.nextSeq(n, player.lastSeq);
    const isOld = this.#isOld(player, n);
    // What comes again may also be queued again, further behind. It need not be that which is shown.
    if (!isOld) player.lastSeq = next ?? player.lastSeq;
    const what = () => `message ${n} is shown after one that was queued later`;
    this.#expect(ORDER, next !== undefined || isOld, what);
  }

  /** Who joins later cannot know what was sent before. Such a message may come again. */
  #isOld({ joinedAt }: Player, n: number): boolean {
    const cameAgain = this.#ledger.itemsOf(n).some(({ message }) => message.receives > 1);
    return joinedAt > 0 && (cameAgain || (this.#ledger.takenAt(n) ?? 0) <= joinedAt);
  }

  #expect(invariant: Invariant, holds: boolean, what: () => string): void {
    this.#checks.expect(invariant, holds, what, this.#channelArn);
  }
}

/** All payloads of an envelope, also those that a decoder leaves out. */
function payloadsOf(text: string): unknown[] {
  const [tag, content, ...payloads] = JSON.parse(text) as [string, string, ...unknown[]];
  return tag === COMPRESSED_TAG ? payloadsOf(inflateEnvelope(content) ?? '[]') : payloads;
}

/** A part of a message, by its place in the message. */
function partOf(text: string): { id: string; index: number } | undefined {
  if (!isPart(text)) return undefined;
  const [, id, index] = JSON.parse(text) as [string, string, number];
  return { id, index };
}

const isPart = (text: string): boolean => text.startsWith('["ivsa1c"');

const numbersIn = (payloads: readonly unknown[]): number[] =>
  payloads.flatMap((payload) => (payload as Partial<Payload>).n ?? []);
