import type { CleanupStopStore } from '../../cleanup/cleanup-stop.ts';
import type { DeadLetterStore } from '../../dead-letters/store.ts';
import type { SentRate } from '../../metadata/history/sent-rate.ts';
import { isoTime } from '../../platform/clock.ts';
import { throttledInLastHour } from '../../platform/throttle-counts.ts';
import type { Tick } from '../../platform/ticks.ts';
import { isFailure, problemOf, todoOf } from '../check.ts';
import type { Probe } from '../facts.ts';
import { probe } from '../gather/probe.ts';
import type { Overview, OverviewProblem } from './overview.ts';

/** What the numbers are read from. Each member is one request, or a few. `now` is in ms since the epoch. */
export interface OverviewSources {
  stops: Pick<CleanupStopStore, 'pending'>;
  overdueKeys(now: number): Promise<number>;
  letters: Pick<DeadLetterStore, 'count'>;
  /** SQS messages in the metadata queue. */
  queued(): Promise<number>;
  sentRate(now: number): Promise<SentRate>;
  ticks(): Promise<Tick[]>;
}

/** What is known without a request. */
export type OverviewStage = Pick<
  Overview,
  'stage' | 'region' | 'account' | 'version' | 'tagPrefix' | 'modes'
> &
  Pick<Overview['metadata'], 'history'>;

const COUNTED_LETTERS = 100;
const NO_LETTERS = { metadata: 0, function: 0, hasMore: false };
const NO_RATE: SentRate = { perSecond: 0, requestsPerSecond: 0, throttled: 0 };

/**
 * Reads the numbers of the overview, side by side. A part that cannot be read is named in `problems`, and the others are there
 * all the same. The number of requests does not depend on how many channels or messages there are.
 *
 * @param now ms since the epoch
 */
export async function readOverview(
  { history, ...stage }: OverviewStage,
  sources: OverviewSources,
  now: number,
): Promise<Overview> {
  const problems: OverviewProblem[] = [];
  const read = async <T>(what: string, request: () => Promise<T>, otherwise: T): Promise<T> =>
    valueOr(what, await probe(request), otherwise, problems);
  const [stop, overdueKeys, deadLetters, waiting, rate, ticks] = await Promise.all([
    read('heldChannels', () => sources.stops.pending(now), undefined),
    read('overdueKeys', () => sources.overdueKeys(now), 0),
    read('deadLetters', () => sources.letters.count(COUNTED_LETTERS), NO_LETTERS),
    read('metadata.waiting', () => sources.queued(), 0),
    read('metadata', async () => (history === 'on' ? sources.sentRate(now) : NO_RATE), NO_RATE),
    read('throttled', () => sources.ticks(), []),
  ]);
  return {
    ...{ at: isoTime(now), ...stage },
    ...{ heldChannels: stop?.channels ?? 0, ...(stop && { heldSince: stop.at }) },
    ...{ overdueKeys, deadLetters, metadata: { history, waiting, ...rate } },
    throttled: throttledInLastHour(
      ticks.flatMap((tick) => tick.throttled ?? []),
      now,
    ),
    problems,
  };
}

function valueOr<T>(what: string, result: Probe<T>, otherwise: T, problems: OverviewProblem[]): T {
  if (!isFailure(result)) return result.value;
  problems.push({ what, message: problemOf(result), todo: todoOf(result) });
  return otherwise;
}
