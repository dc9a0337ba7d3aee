import type { ResourceQuotas } from '../types/quotas.ts';

/**
 * The default quotas of an account. AWS does not publish that of ad configurations.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/service-quotas.html
 */
export const RESOURCE_QUOTAS: Readonly<ResourceQuotas> = {
  channels: 5_000,
  concurrentStreams: 100,
  concurrentViewers: 15_000,
  streamKeysPerChannel: 1,
  playbackKeyPairs: 3,
  recordingConfigurations: 20,
  playbackRestrictionPolicies: 20,
  adConfigurations: 20,
  tagsPerResource: 50,
  takeoversPerStream: 100,
  metadataBytes: 1_024,
};
