import type { LiveStream } from '../../live-streams.ts';
import { MAX_SAMPLE_MS } from '../samples.ts';
import type { ViewerRecord } from '../store.ts';
import type { AccountSum } from './day.ts';

/**
 * The viewers of streams together. Where IVS does not know a number, the last one counts, if it is not too old.
 *
 * @param at when IVS answered, ms since the epoch
 */
export function sumStreams(
  streams: readonly LiveStream[],
  recordOf: (stream: LiveStream) => ViewerRecord | undefined,
  at: number,
): AccountSum {
  const counts = streams.map((stream) => {
    const { viewerCount = -1 } = stream;
    return viewerCount >= 0 ? viewerCount : lastCount(recordOf(stream), at);
  });
  return { viewers: counts.reduce((sum, count) => sum + count, 0), streams: streams.length };
}

function lastCount(record: ViewerRecord | undefined, at: number): number {
  const isRecent = record && at - Date.parse(record.lastAt) <= MAX_SAMPLE_MS;
  return isRecent ? record.lastCount : 0;
}

export const addSums = (a: AccountSum, b: AccountSum): AccountSum => ({
  viewers: a.viewers + b.viewers,
  streams: a.streams + b.streams,
});
