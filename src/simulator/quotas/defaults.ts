import { model } from '../model/model.ts';
import type { Quotas } from '../types/quotas.ts';
import { RESOURCE_QUOTAS } from './resource-quotas.ts';

/** Requests per second of the operations for which the quotas page of IVS does not say 5. */
const OTHER_CALL_RATES: Record<string, number> = {
  PutMetadata: 155,
  StartViewerSessionRevocation: 10,
  BatchStartViewerSessionRevocation: 2,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
  DeletePlaybackKeyPair: 3,
  GetPlaybackKeyPair: 3,
  ImportPlaybackKeyPair: 3,
  ListPlaybackKeyPairs: 3,
  CreateRecordingConfiguration: 3,
  DeleteRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
};

/**
 * @returns the default quotas
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/service-quotas.html
 */
export function defaultQuotas(): Quotas {
  const operations = Object.keys(model.operations);
  const rates = operations.map((name) => [name, OTHER_CALL_RATES[name] ?? 5]);
  return {
    enforce: true,
    callRates: Object.fromEntries(rates),
    putMetadataPerChannel: 5,
    resources: { ...RESOURCE_QUOTAS },
  };
}
