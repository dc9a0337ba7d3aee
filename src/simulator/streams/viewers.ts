import type { RandomSource } from '../random.ts';
import type { Delays } from '../types.ts';

interface ViewerCountChange {
  /** When `viewerCount` shows the count, in ms since the epoch. */
  at: number;
  count: number;
}

/** The numbers of viewers by channel, and the delayed numbers that `viewerCount` shows. */
export class Viewers {
  readonly #changes = new Map<string, ViewerCountChange[]>();
  readonly #delays: Delays;
  readonly #random: RandomSource;
  readonly #timeoutProbability: number;
  #currentTotal = 0;

  constructor(delays: Delays, random: RandomSource, timeoutProbability: number) {
    this.#delays = delays;
    this.#random = random;
    this.#timeoutProbability = timeoutProbability;
  }

  /** The current number of viewers of all channels. */
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

  /** @returns `viewerCount` as the API shows it; -1 if the request for it timed out */
  count(channelArn: string, now: number): number {
    if (this.#timeoutProbability > 0 && this.#random() < this.#timeoutProbability) return -1;
    const shown = this.#changes.get(channelArn)?.findLast((change) => change.at <= now);
    return shown?.count ?? 0;
  }

  deleteChannel(channelArn: string): void {
    this.#currentTotal -= this.#changes.get(channelArn)?.at(-1)?.count ?? 0;
    this.#changes.delete(channelArn);
  }
}
