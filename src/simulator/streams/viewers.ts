import type { RandomSource } from '../random.ts';
import type { Delays } from '../types/options.ts';

interface ViewerCountChange {
  /** When `viewerCount` shows the count, in ms since the epoch. */
  at: number;
  count: number;
}

/** The viewers of one channel now. */
interface CurrentViewers {
  /** The number that `PUT /_sim/viewers` set. */
  added: number;
  /** When each player that watches asked for media the last time, by its session, in ms since the epoch. */
  players: Map<string, number>;
}

/** A player that asks for no media for so long has left. Players ask about every 2 s. */
const GONE_AFTER_MS = 10_000;

/**
 * The numbers of viewers by channel, and the delayed numbers that `viewerCount` shows. Viewers are the players that
 * fetch media, and those that were added.
 */
export class Viewers {
  readonly #changes = new Map<string, ViewerCountChange[]>();
  readonly #delays: Delays;
  readonly #random: RandomSource;
  readonly #timeoutProbability: number;
  readonly #current = new Map<string, CurrentViewers>();
  /** The channels that have a player. */
  readonly #watched = new Set<string>();
  #total = 0;

  constructor(delays: Delays, random: RandomSource, timeoutProbability: number) {
    this.#delays = delays;
    this.#random = random;
    this.#timeoutProbability = timeoutProbability;
  }

  /** @returns the number of viewers of all channels at `now` */
  total(now: number): number {
    for (const channelArn of [...this.#watched]) this.#dropGonePlayers(channelArn, now);
    return this.#total;
  }

  /** Sets the number of viewers that are added to those who watch. */
  set(channelArn: string, count: number, now: number): void {
    this.#dropGonePlayers(channelArn, now);
    this.#change(channelArn, now, (current) => {
      current.added = count;
    });
  }

  /** A player fetched media. */
  watches(channelArn: string, session: string, now: number): void {
    this.#dropGonePlayers(channelArn, now);
    this.#change(channelArn, now, ({ players }) => players.set(session, now));
  }

  #dropGonePlayers(channelArn: string, now: number): void {
    if (!this.#watched.has(channelArn)) return;
    const players = [...(this.#current.get(channelArn)?.players ?? [])];
    const gone = players.filter(([, seenAt]) => seenAt + GONE_AFTER_MS <= now);
    for (const [session, seenAt] of gone.sort(([, one], [, other]) => one - other)) {
      this.#change(channelArn, seenAt + GONE_AFTER_MS, (current) =>
        current.players.delete(session),
      );
    }
  }

  #change(channelArn: string, now: number, change: (current: CurrentViewers) => void): void {
    const current = this.#current.get(channelArn) ?? { added: 0, players: new Map() };
    const before = sizeOf(current);
    change(current);
    this.#current.set(channelArn, current);
    if (current.players.size > 0) this.#watched.add(channelArn);
    else this.#watched.delete(channelArn);
    this.#total += sizeOf(current) - before;
    if (sizeOf(current) !== before) this.#show(channelArn, sizeOf(current), now);
  }

  #show(channelArn: string, count: number, now: number): void {
    const known = this.#changes.get(channelArn) ?? [];
    const before = known.at(-1)?.count ?? 0;
    const lag = count > before ? this.#delays.viewersJoinMs : this.#delays.viewersLeaveMs;
    const at = now + lag;
    const shown = known.findLast((change) => change.at <= now);
    const pending = known.filter((change) => change.at > now && change.at < at);
    this.#changes.set(channelArn, [...(shown ? [shown] : []), ...pending, { at, count }]);
  }

  /** @returns whether a number of viewers was ever set, or anybody has watched */
  isKnown(channelArn: string): boolean {
    return this.#current.has(channelArn);
  }

  /** @returns `viewerCount` as the API shows it; -1 if the request for it timed out */
  count(channelArn: string, now: number): number {
    if (this.#timeoutProbability > 0 && this.#random() < this.#timeoutProbability) return -1;
    this.#dropGonePlayers(channelArn, now);
    const shown = this.#changes.get(channelArn)?.findLast((change) => change.at <= now);
    return shown?.count ?? 0;
  }

  /** @returns how many there are at `now`, of whom `viewerCount` may not know yet */
  present(channelArn: string, now: number): number {
    this.#dropGonePlayers(channelArn, now);
    const current = this.#current.get(channelArn);
    return current ? sizeOf(current) : 0;
  }

  deleteChannel(channelArn: string): void {
    const current = this.#current.get(channelArn);
    if (current) this.#total -= sizeOf(current);
    this.#current.delete(channelArn);
    this.#watched.delete(channelArn);
    this.#changes.delete(channelArn);
  }
}

const sizeOf = ({ added, players }: CurrentViewers): number => added + players.size;
