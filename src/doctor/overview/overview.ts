/** The numbers that an operator looks at first. A number is 0 also if it could not be read: see `problems`. */
export interface Overview {
  /** When the function looked, ISO 8601, by its clock. */
  at: string;
  stage: string;
  region: string;
  /** Absent if the function does not know it. */
  account?: string;
  version: string;
  /** The setting `tagPrefix`. */
  tagPrefix: string;
  /** The settings `cleanupMode` and `rotationMode` with which doctor is deployed. */
  modes: { cleanupMode: string; rotationMode: string };
  /** Channels whose deletion waits for an approval. */
  heldChannels: number;
  /** Since when, ISO 8601. Absent if there are none. */
  heldSince?: string;
  /** Stream keys that have been overdue for longer than `rotationOverdueAlarm`. Counted once a minute. */
  overdueKeys: number;
  /** Open dead letters in the table. It counts about 100. */
  deadLetters: { metadata: number; function: number; hasMore: boolean };
  metadata: OverviewMetadata;
  /** Requests to IVS of the scheduled functions that were throttled in the last hour, as far as they have recorded it. */
  throttled: number;
  /** The parts that could not be read. */
  problems: OverviewProblem[];
}

/** Metadata of the last minute. */
export interface OverviewMetadata {
  /** The setting `metadataHistory`. While it is `off`, the rates are not known, and are 0. */
  history: 'on' | 'off';
  /** SQS messages in the queue, waiting and in flight. Each holds one or more messages of a channel. */
  waiting: number;
  /** Delivered messages a second. */
  perSecond: number;
  /** PutMetadata requests a second. */
  requestsPerSecond: number;
  /** PutMetadata requests that were throttled. */
  throttled: number;
  /** The longest time from queueing to delivery, ms. Absent if nothing was delivered. */
  maxAgeMs?: number;
}

export interface OverviewProblem {
  /** The member that is not known: `deadLetters`, `metadata.waiting`. */
  what: string;
  /** The name and the text of the error. */
  message: string;
  todo: string;
}

export interface OverviewAnswer {
  overview: Overview;
}
