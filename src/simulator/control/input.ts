import { ControlError } from '../errors.ts';
import { problemsOf } from '../model/validate.ts';
import { policiesCheck } from '../permissions/policy.ts';
import type {
  EncoderRequest,
  Faults,
  Ingest,
  Policies,
  QuotaChange,
  Quotas,
  ResourceQuotas,
} from '../types.ts';
import {
  type Check,
  flag,
  number,
  optional,
  perOperation,
  probability,
  structure,
  text,
  whole,
} from './checks.ts';

const HIGHEST_PRIORITY = 2 ** 31 - 1;

const ingest: Check = (value, path) => {
  const [problem] = problemsOf('IngestConfiguration', value);
  return problem === undefined ? undefined : `${path}: ${problem}`;
};

const encoder = structure({
  streamKey: text,
  priority: optional(whole(0, HIGHEST_PRIORITY)),
  ingest: optional(ingest),
  reconnectAfterMs: optional(number(0)),
});

const viewers = structure({ channelArn: text, count: whole(0) });

export const faultsCheck: Check = structure({
  seed: optional(whole(0)),
  duplicate: optional(probability),
  drop: optional(probability),
  delayMs: optional(number(0)),
  reorder: optional(probability),
  reorderMs: optional(number(0)),
  throttle: optional(perOperation(probability)),
  fail: optional(perOperation(probability)),
  cut: optional(perOperation(probability)),
  latencyMs: optional(number(0)),
});

const resourceNames: Record<keyof ResourceQuotas, Check> = {
  channels: optional(whole(0)),
  concurrentStreams: optional(whole(0)),
  concurrentViewers: optional(whole(0)),
  streamKeysPerChannel: optional(whole(0)),
  playbackKeyPairs: optional(whole(0)),
  recordingConfigurations: optional(whole(0)),
  playbackRestrictionPolicies: optional(whole(0)),
  adConfigurations: optional(whole(0)),
  tagsPerResource: optional(whole(0)),
  metadataBytes: optional(whole(1)),
};

export const quotasCheck: Check = structure({
  enforce: optional(flag),
  callRates: optional(perOperation(whole(0))),
  putMetadataPerChannel: optional(whole(0)),
  resources: optional(structure(resourceNames)),
});

export const readEncoder = (value: unknown): EncoderRequest => read(value, encoder);
export const readIngest = (value: unknown): Ingest => read(value, ingest);
export const readFaults = (value: unknown): Faults => read(value, faultsCheck);
export const readQuotaChange = (value: unknown): QuotaChange => read(value, quotasCheck);
export const readPolicies = (value: unknown): Policies => read(value, policiesCheck);
export const readViewers = (value: unknown): { channelArn: string; count: number } =>
  read(value, viewers);

/** @throws ControlError 400 that names the member */
function read<T>(value: unknown, check: Check): T {
  const problem = check(value, '');
  if (problem !== undefined) throw new ControlError(400, problem.replace(/^: /, 'body: '));
  return value as T;
}

export function changeQuotas(quotas: Quotas, change: QuotaChange): Quotas {
  return {
    ...quotas,
    ...change,
    callRates: { ...quotas.callRates, ...change.callRates },
    resources: { ...quotas.resources, ...change.resources },
  };
}
