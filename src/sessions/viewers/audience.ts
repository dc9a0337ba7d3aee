import { isoTime } from '../../platform/clock.ts';
import type { SessionId } from '../summary.ts';
import type { ViewerRecord } from './store.ts';

/** What IVS said of a stream's audience. */
export interface ViewerSample {
  /** When it was asked, ms since the epoch. */
  at: number;
  /** `viewerCount`; -1 means "timed out, ask again" and is no number of viewers. */
  count: number;
}

/**
 * For so long a sample stands for the time after it: two samples may be missing between two others.
 * What is beyond is not covered, and does not weigh in the mean. Ms.
 */
export const CARRY_MS = 3 * 60_000;

/**
 * Adds a sample. The one before weighs with the time until this one, so it does not matter how many
 * there are: one that comes twice, or late, changes next to nothing.
 *
 * @returns undefined if it says nothing: no number, or not later than what is known
 */
export function withSample(
  before: ViewerRecord | undefined,
  { channelArn, streamId }: SessionId,
  { at, count }: ViewerSample,
): ViewerRecord | undefined {
  if (!(count >= 0)) return undefined;
  const time = isoTime(at);
  if (before && time <= before.lastAt) return undefined;
  const known = before && before.peak >= count ? before : { peak: count, peakAt: time };
  return {
    ...{ channelArn, streamId, peak: known.peak, peakAt: known.peakAt },
    ...covered(before, at),
    ...{ lastAt: time, lastCount: count },
  };
}

/**
 * Lets the last sample weigh until the session's end.
 *
 * @param endedAt ISO 8601
 * @returns undefined if the samples reach that far already
 */
export function extendToEnd(before: ViewerRecord, endedAt: string): ViewerRecord | undefined {
  if (endedAt <= before.lastAt) return undefined;
  return { ...before, ...covered(before, Date.parse(endedAt)), lastAt: endedAt };
}

function covered(before: ViewerRecord | undefined, until: number) {
  if (!before) return { viewerSeconds: 0, coveredSeconds: 0 };
  const { viewerSeconds, coveredSeconds, lastAt, lastCount } = before;
  const seconds = Math.min(until - Date.parse(lastAt), CARRY_MS) / 1_000;
  return {
    viewerSeconds: viewerSeconds + lastCount * seconds,
    coveredSeconds: coveredSeconds + seconds,
  };
}
