import type { Policy } from '../../channels/policy.ts';
import type { TaggedChannel } from './channel-marker.ts';
import type { SurveyPosition } from './survey-pages.ts';

/** More channels are not remembered: a run has no time for them, and memory should not grow with the account. */
const MAX_CHANNELS = 1_000;
/** How many channels are marked before the count is saved and the lease may be released. */
const BATCH_SIZE = 100;

/** The channels for which the count of a survey has found something to do. */
export class FoundWork {
  /** By channel ARN. */
  readonly #policies = new Map<string, Policy>();
  #isComplete: boolean;

  /** @param from where the count begins */
  constructor({ token }: Pick<SurveyPosition, 'token'>) {
    this.#isComplete = token === undefined;
  }

  /** False: there are more than these, because an earlier run has counted a part, or because they are too many. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  add(found: readonly TaggedChannel[]): void {
    for (const { record, policy } of found) this.#policies.set(record.channelArn, policy);
    this.#isComplete &&= this.#policies.size <= MAX_CHANNELS;
    if (!this.#isComplete) this.#policies.clear();
  }

  batches(): Map<string, Policy>[] {
    const all = [...this.#policies];
    const batches: Map<string, Policy>[] = [];
    for (let i = 0; i < all.length; i += BATCH_SIZE)
      batches.push(new Map(all.slice(i, i + BATCH_SIZE)));
    return batches;
  }
}
