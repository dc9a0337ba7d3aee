import type { Cue, CueQuery } from './types.ts';

/** What players received: the last `perChannel` cues of each channel. They outlive the channel. */
export class Cues {
  readonly #byChannel = new Map<string, Cue[]>();
  readonly #perChannel: number;

  constructor(perChannel: number) {
    this.#perChannel = perChannel;
  }

  /** Adds a cue received at `cue.at`, or 1 ms after the last, so that `after` never skips one. */
  add(cue: Cue): void {
    const cues = this.#byChannel.get(cue.channelArn) ?? [];
    cues.push({ ...cue, at: Math.max(cue.at, (cues.at(-1)?.at ?? 0) + 1) });
    const tooMany = cues.length >= 2 * this.#perChannel;
    this.#byChannel.set(cue.channelArn, tooMany ? cues.slice(-this.#perChannel) : cues);
  }

  /** Oldest first. */
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
