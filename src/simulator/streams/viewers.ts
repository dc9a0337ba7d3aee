import type { Random } from '../random.ts';
import type { Delays } from '../types.ts';

interface ViewerCountChange {
  at: number;
  count: number;
}

/** Audiences by channel: what is true, and what `viewerCount` shows of it with its lag. */
export class Viewers {
  readonly #changes = new Map<string, ViewerCountChange[]>();
  readonly #delays: Delays;
  readonly #chance: Random;
  readonly #timeoutProbability: number;
  #currentTotal = 0;

  constructor(delays: Delays, chance: Random, timeoutProbability: number) {
    this.#delays = delays;
    this.#chance = chance;
    this.#timeoutProbability = timeoutProbability;
  }

  /** The audience of all channels together. */
  get total(): number {
    return this.#currentTotal;
  }

  set(channelArn: string, count: number, now: number): void {
    const known = this.#changes.get(channelArn) ?? [];
    const before = known.at(-1)?.count ?? 0;
    const lag = count > before ? this.#delays.viewersJoinMs : this.#delays.viewersLeaveMs;
    const at = now + lag;
    const shown = known.findLast((change) => change.at <= now);
    const pending = known.filter((change) => change.at > now && change.at < at);
    this.#changes.set(channelArn, [...(shown ? [shown] : []), ...pending, { at, count }]);
    this.#currentTotal += count - before;
  }

  /** What the service says: the count as far as it knows it, or -1 for "timed out, ask again". */
  count(channelArn: string, now: number): number {
    if (this.#timeoutProbability > 0 && this.#chance() < this.#timeoutProbability) return -1;
    const shown = this.#changes.get(channelArn)?.findLast((change) => change.at <= now);
    return shown?.count ?? 0;
  }

  deleteChannel(channelArn: string): void {
    this.#currentTotal -= this.#changes.get(channelArn)?.at(-1)?.count ?? 0;
    this.#changes.delete(channelArn);
  }
}
