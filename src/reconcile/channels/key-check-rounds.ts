import type { ChannelStore } from '../../channels/store.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';

/** Where a round of the key check is. */
export interface Round {
  /** ISO 8601. */
  startedAt: string;
  /** The ARN of the last channel that was checked; absent: none yet. */
  after?: string;
  /** All channels were checked. */
  done?: true;
}

const CURSOR = 'key-check';
/**
 * When the next round begins, ms after the last one did. A channel is checked at about the same place of each
 * round. With the 5 minutes between two runs of the function, a missing key is found within 50 minutes.
 */
const ROUND_MS = 45 * 60_000;
/** Later than every time at which a channel can be due. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';

interface KeyCheckRoundsDeps {
  channels: Pick<ChannelStore, 'listDue'>;
  cursors: CursorStore;
  clock: Pick<Clock, 'now'>;
}

/**
 * The rounds of the key check, which several runs continue. A round goes through the channels in the order of
 * their ARNs. The order of the index would not do: a channel that gets an earlier time would be skipped.
 */
export class KeyCheckRounds {
  readonly #deps: KeyCheckRoundsDeps;

  constructor(deps: KeyCheckRoundsDeps) {
    this.#deps = deps;
  }

  /** @returns the round to begin or to continue; undefined if none is due */
  async current(): Promise<Round | undefined> {
    const { cursors, clock } = this.#deps;
    const now = clock.now();
    const saved = await cursors.load(CURSOR, now);
    if (saved === undefined) return { startedAt: isoTime(now) };
    const round = JSON.parse(saved) as Round;
    if (!round.done) return round;
    return round.startedAt <= isoTime(now - ROUND_MS) ? { startedAt: isoTime(now) } : undefined;
  }

  /** The ARNs of the channels that are still to be checked, in order: all that are marked for rotation. */
  async remaining({ after = '' }: Round): Promise<string[]> {
    const arns = new Set<string>();
    let next: string | undefined;
    do {
      const page = await this.#deps.channels.listDue('rotation', END_OF_TIME, next);
      for (const arn of page.channelArns) if (arn > after) arns.add(arn);
      next = page.next;
    } while (next !== undefined);
    return [...arns].sort();
  }

  async saveAfter(after: string | undefined, { startedAt }: Round): Promise<void> {
    await this.#save({ startedAt, ...(after !== undefined && { after }) });
  }

  async finish({ startedAt }: Round): Promise<void> {
    await this.#save({ startedAt, done: true });
  }

  async #save(round: Round): Promise<void> {
    const { cursors, clock } = this.#deps;
    await cursors.save(CURSOR, JSON.stringify(round), clock.now());
  }
}
