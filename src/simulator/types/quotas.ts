/** Quotas of numbers and sizes. They are always enforced. */
export interface ResourceQuotas {
  channels: number;
  concurrentStreams: number;
  concurrentViewers: number;
  streamKeysPerChannel: number;
  playbackKeyPairs: number;
  recordingConfigurations: number;
  playbackRestrictionPolicies: number;
  adConfigurations: number;
  tagsPerResource: number;
  /** How often a stream may be taken over. */
  takeoversPerStream: number;
  /** UTF-8 bytes of the metadata of one PutMetadata request. */
  metadataBytes: number;
}

export interface Quotas {
  /** Whether a request over a call rate is throttled. It is reported as a violation in any case. */
  enforce: boolean;
  /** By operation: requests per second of the account. */
  callRates: Record<string, number>;
  /** PutMetadata requests per second of one channel. */
  putMetadataPerChannel: number;
  resources: ResourceQuotas;
}

/** A change of quotas. Quotas that it does not name stay the same. */
export interface QuotaChange {
  enforce?: boolean;
  callRates?: Record<string, number>;
  putMetadataPerChannel?: number;
  resources?: Partial<ResourceQuotas>;
}
