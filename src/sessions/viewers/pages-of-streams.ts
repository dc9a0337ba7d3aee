import { errorName } from '../../platform/errors.ts';
import { type LiveStream, liveStreamsOf } from '../live-streams.ts';
import type { AccountSum, InterruptedCount } from './day/day.ts';
import { addSums } from './day/sum-streams.ts';
import type { SampleContext } from './sample-context.ts';

const NOTHING: AccountSum = { viewers: 0, streams: 0 };

/** The pages of ListStreams from the first one on, or from where an earlier run stopped, and their sum. */
export class PagesOfStreams {
  /** The sum of the pages up to `token`. */
  sum: AccountSum = NOTHING;
  /** The next page to count. Undefined: the first one, or none if one was counted. */
  token: string | undefined;
  #following: string | undefined;

  constructor(continued: InterruptedCount | undefined) {
    this.token = continued?.token;
    if (continued) this.sum = { viewers: continued.viewers, streams: continued.streams };
  }

  /** Requests the page at `token`. If IVS no longer accepts a saved token, the first page. */
  async next({ ivs, log }: SampleContext): Promise<LiveStream[]> {
    const page = await this.#request(ivs, log);
    this.#following = page.nextToken;
    return liveStreamsOf(page.items);
  }

  /** The page that `next` returned has been counted. */
  counted(sum: AccountSum): void {
    this.sum = addSums(this.sum, sum);
    this.token = this.#following;
  }

  async #request(ivs: SampleContext['ivs'], log: SampleContext['log']) {
    try {
      return await ivs.listStreams(this.token);
    } catch (error) {
      if (this.token === undefined || errorName(error) !== 'ValidationException') throw error;
      log.warn(
        'the saved page token of ListStreams is no longer valid; starting at the first page',
      );
      this.token = undefined;
      this.sum = NOTHING;
      return ivs.listStreams();
    }
  }
}
