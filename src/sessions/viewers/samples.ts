import { isoTime } from '../../platform/clock.ts';
import type { SessionId } from '../session-id.ts';
import { addToCurve } from './curve.ts';
import type { StoredHealth, ViewerRecord } from './store.ts';

/** The number of viewers of a stream at one time. */
export interface ViewerSample {
  /** When IVS answered, ms since the epoch. */
  at: number;
  /** `viewerCount` of ListStreams. -1 means that IVS timed out and does not know the number. */
  count: number;
  /** `health` of ListStreams. */
  health?: string | undefined;
}

/**
 * A sample counts for the time until the next one, but for at most this long, ms: two samples
 * between two others may be missing. Later time is not covered and has no weight in the mean.
 */
export const MAX_SAMPLE_MS = 3 * 60_000;

/**
 * Adds a sample to a viewer record. The previous sample is weighted by the time until this one. So
 * the number of samples does not matter, and a duplicate or late sample changes little.
 *
 * @returns undefined if the sample is ignored: it has no number, or is not later than the latest
 *   one
 */
export function withSample(
  before: ViewerRecord | undefined,
  { channelArn, streamId }: SessionId,
  { at, count, health }: ViewerSample,
): ViewerRecord | undefined {
  if (!(count >= 0)) return undefined;
  const time = isoTime(at);
  if (before && time <= before.lastAt) return undefined;
  const peak = before && before.peak >= count ? before : { peak: count, peakAt: time };
  return {
    ...{ channelArn, streamId, peak: peak.peak, peakAt: peak.peakAt },
    ...coveredUntil(at, before),
    ...{ lastAt: time, lastCount: count },
    ...healthAt(time, health, before),
    curve: addToCurve(before?.curve, { at, count }, lastPoint(before)),
  };
}

const lastPoint = (before: ViewerRecord | undefined) =>
  before && { at: Date.parse(before.lastAt), count: before.lastCount };

function healthAt(
  time: string,
  health: string | undefined,
  before: ViewerRecord | undefined,
): Pick<StoredHealth, 'health' | 'starvingSince'> {
  if (health === 'STARVING') return { health, starvingSince: before?.starvingSince ?? time };
  return health === 'HEALTHY' ? { health } : {};
}

/**
 * Lets the last sample count until the end of the session.
 *
 * @param endedAt ISO 8601
 * @returns undefined if the record covers that time already
 */
export function extendToEnd(before: ViewerRecord, endedAt: string): ViewerRecord | undefined {
  if (endedAt <= before.lastAt) return undefined;
  return { ...before, ...coveredUntil(Date.parse(endedAt), before), lastAt: endedAt };
}

function coveredUntil(until: number, before: ViewerRecord | undefined) {
  if (!before) return { viewerSeconds: 0, coveredSeconds: 0 };
  const { viewerSeconds, coveredSeconds, lastAt, lastCount } = before;
  const seconds = Math.min(until - Date.parse(lastAt), MAX_SAMPLE_MS) / 1_000;
  return {
    viewerSeconds: viewerSeconds + lastCount * seconds,
    coveredSeconds: coveredSeconds + seconds,
  };
}
