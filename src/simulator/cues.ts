import type { Cue, CueQuery } from './types/cues.ts';

/**
 * The timed metadata that players received: the newest `perChannel` cues of each channel. They stay when the
 * channel is deleted.
 */
export class Cues {
  readonly #byChannel = new Map<string, Cue[]>();
  readonly #perChannel: number;

  constructor(perChannel: number) {
    this.#perChannel = perChannel;
  }

  /**
   * Adds a cue. If its time is not later than that of the channel's last cue, it gets a time 1 ms after that
   * one, so that a client that polls with `after` misses none.
   */
  add(cue: Cue): void {
    const cues = this.#byChannel.get(cue.channelArn) ?? [];
    cues.push({ ...cue, at: Math.max(cue.at, (cues.at(-1)?.at ?? 0) + 1) });
    const needsTrim = cues.length >= 2 * this.#perChannel;
    this.#byChannel.set(cue.channelArn, needsTrim ? cues.slice(-this.#perChannel) : cues);
  }

  /** @returns the matching cues, oldest first */
  find({ channelArn, after = Number.NEGATIVE_INFINITY }: CueQuery): Cue[] {
    if (channelArn !== undefined) return this.#newer(channelArn, after);
    const all = [...this.#byChannel.keys()].flatMap((arn) => this.#newer(arn, after));
    return all.sort((one, other) => one.at - other.at);
  }

  #newer(channelArn: string, after: number): Cue[] {
    const cues = this.#byChannel.get(channelArn) ?? [];
    return cues.slice(-this.#perChannel).filter(({ at }) => at > after);
  }
}
