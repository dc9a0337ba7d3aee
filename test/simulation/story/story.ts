import { isoTime } from '../../../src/platform/clock.ts';

/** One action, in words. */
export interface StoryLine {
  /** Milliseconds since the epoch. */
  at: number;
  who: string;
  what: string;
  channelArn?: string;
}

/** What happened, in order: one line an action. */
export class Story {
  readonly #now: () => number;
  readonly #kept: number;
  #lines: StoryLine[] = [];

  /** @param kept the number of newest lines that are kept */
  constructor(now: () => number, kept: number) {
    this.#now = now;
    this.#kept = kept;
  }

  /** The newest lines, oldest first. */
  get lines(): readonly StoryLine[] {
    return this.#lines.slice(-this.#kept);
  }

  tell(who: string, what: string, channelArn?: string): void {
    this.#lines.push({
      at: this.#now(),
      who,
      what,
      ...(channelArn !== undefined && { channelArn }),
    });
    if (this.#lines.length > 2 * this.#kept) this.#lines = this.#lines.slice(-this.#kept);
  }
}

/** `2026-01-01T00:00:00.000Z  encoder  connects to channel/abc`. */
export function lineText({ at, who, what, channelArn }: StoryLine): string {
  const channel = channelArn === undefined ? '' : `  [${shortArn(channelArn)}]`;
  return `${isoTime(at)}  ${who.padEnd(20)} ${what}${channel}`;
}

/** The part of an ARN after the account: `channel/abc`. */
export const shortArn = (arn: string): string => arn.split(':').slice(5).join(':');
