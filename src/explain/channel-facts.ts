import type { Policy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { StreamKeySummary } from '../ivs/api.ts';

/** Everything on which the decisions about one channel are based. */
export interface ChannelFacts {
  policy: Policy;
  record: ChannelRecord;
  /** By the table and by IVS. */
  streamStatus: StreamStatus;
  /** By the table alone, that is, by the events that have arrived so far. */
  recordedStreamStatus: StreamStatus;
  live: boolean;
  keys: readonly StreamKeySummary[];
  /** How long after a stream another one may continue its recording, ms; absent: no recording. */
  recordingWindow?: number | 'unknown';
}
