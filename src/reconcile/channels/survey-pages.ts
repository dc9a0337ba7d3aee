import type { ChannelSummary, IvsApi, Page } from '../../ivs/api.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorName } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import type { Log } from '../../platform/observability.ts';

/** Where a survey is, and what it has counted so far. */
export interface SurveyPosition {
  phase: 'count' | 'mark';
  /** IVS's token of the next page; absent for the first page. */
  token?: string;
  /** When the survey began, ISO 8601. */
  startedAt: string;
  channels: number;
  /** Channels that may be due for deletion and that have not been marked yet. */
  unmarked: number;
  /** Channels whose keys may be replaced suddenly (`hasNewRule`). */
  newRules: number;
  /** Whether the count has found something to do. */
  isWorkLeft: boolean;
}

export interface SurveyedPage {
  channels: ChannelSummary[];
  /** After this page. The reader adds what it counts; it is saved before the next page is read. */
  position: SurveyPosition;
}

export interface SurveyPagesDeps {
  ivs: Pick<IvsApi, 'listChannels'>;
  cursors: CursorStore;
  clock: Pick<Clock, 'now'>;
  lease: HeldLease;
  log: Log;
}

const CURSOR = 'channel-survey';

/** The pages of ListChannels, for a survey that several runs continue. */
export class SurveyPages {
  readonly #deps: SurveyPagesDeps;

  constructor(deps: SurveyPagesDeps) {
    this.#deps = deps;
  }

  /** @returns where the last run stopped; the first page if it finished, or saved another format */
  async start(): Promise<SurveyPosition> {
    const { cursors, clock } = this.#deps;
    const saved = await cursors.load(CURSOR, clock.now());
    const position = saved?.startsWith('{') ? (JSON.parse(saved) as SurveyPosition) : undefined;
    // A position of an older version lacks what this one counts.
    return position?.newRules === undefined ? this.#first() : position;
  }

  /** Reads all pages from a position on. Stops before the last page if the lease should be released. */
  async *read(from: SurveyPosition): AsyncGenerator<SurveyedPage> {
    const { lease } = this.#deps;
    let current = from;
    for (;;) {
      const { page, before } = await this.#page(current);
      const { token: _read, ...rest } = before;
      const { nextToken } = page;
      const position = { ...rest, ...(nextToken !== undefined && { token: nextToken }) };
      yield { channels: page.items, position };
      if (nextToken === undefined) return;
      await this.save(position);
      if (await lease.shouldRelease()) return;
      current = position;
    }
  }

  /** The next run continues there. */
  async save(position: SurveyPosition): Promise<void> {
    const { cursors, clock } = this.#deps;
    await cursors.save(CURSOR, JSON.stringify(position), clock.now());
  }

  /** The next survey begins with the first page. */
  async finish(): Promise<void> {
    await this.#deps.cursors.clear(CURSOR);
  }

  #first(): SurveyPosition {
    const startedAt = isoTime(this.#deps.clock.now());
    return { phase: 'count', startedAt, channels: 0, unmarked: 0, newRules: 0, isWorkLeft: false };
  }

  /** A page of ListChannels. If IVS no longer accepts a saved token, the first page of the phase. */
  async #page(
    position: SurveyPosition,
  ): Promise<{ page: Page<ChannelSummary>; before: SurveyPosition }> {
    const { ivs, cursors, log } = this.#deps;
    const { token, ...withoutToken } = position;
    try {
      return { page: await ivs.listChannels(token), before: position };
    } catch (error) {
      if (token === undefined || errorName(error) !== 'ValidationException') throw error;
      log.warn(
        'the saved page token of ListChannels is no longer valid; starting at the first page',
      );
      await cursors.clear(CURSOR);
      const before = position.phase === 'count' ? this.#first() : withoutToken;
      return { page: await ivs.listChannels(), before };
    }
  }
}
