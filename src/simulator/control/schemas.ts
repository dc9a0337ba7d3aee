import * as z from 'zod/mini';
import { problemsOf } from '../model/validate.ts';
import type { Delays, EncoderRequest, Faults, QuotaChange, ResourceQuotas } from '../types.ts';
import {
  members,
  nonEmptyString,
  number,
  perOperation,
  probability,
  wholeNumber,
} from './schema-parts.ts';

type ShapeOf<T> = Record<keyof T, z.ZodMiniType>;

/** The highest priority of a takeover: the largest integer of the service. */
export const MAX_PRIORITY = 2 ** 31 - 1;

/** The IngestConfiguration of the IVS API. */
export const ingestSchema = z.unknown().check(({ value, issues }) => {
  const [problem] = problemsOf('IngestConfiguration', value);
  if (problem === undefined) return;
  const message = `an IngestConfiguration of the IVS API (${problem})`;
  issues.push({ code: 'custom', input: value, message });
});

export const encoderSchema = members({
  streamKey: nonEmptyString,
  priority: z.optional(wholeNumber(0, MAX_PRIORITY)),
  ingest: z.optional(ingestSchema),
  reconnectAfterMs: z.optional(number(0)),
} satisfies ShapeOf<EncoderRequest>);

export const viewersSchema = members({ channelArn: nonEmptyString, count: wholeNumber(0) });

export const reasonSchema = z.optional(z.string());

/** The query of `GET /_sim/cues`, before its empty values are taken out. */
export const cueQuerySchema = members(
  {
    channelArn: z.optional(z.string()),
    after: z.optional(
      z
        .string()
        .check(z.refine((text) => Number.isFinite(Number(text)), 'a time in ms since the epoch')),
    ),
  },
  'parameter',
);

export const faultsSchema = members({
  seed: z.optional(wholeNumber(0)),
  duplicate: z.optional(probability),
  drop: z.optional(probability),
  delayMs: z.optional(number(0)),
  reorder: z.optional(probability),
  reorderMs: z.optional(number(0)),
  throttle: z.optional(perOperation(probability)),
  fail: z.optional(perOperation(probability)),
  cut: z.optional(perOperation(probability)),
  latencyMs: z.optional(number(0)),
} satisfies ShapeOf<Faults>);

const count = z.optional(wholeNumber(0));
const resourceQuotas = {
  channels: count,
  concurrentStreams: count,
  concurrentViewers: count,
  streamKeysPerChannel: count,
  playbackKeyPairs: count,
  recordingConfigurations: count,
  playbackRestrictionPolicies: count,
  adConfigurations: count,
  tagsPerResource: count,
  metadataBytes: z.optional(wholeNumber(1)),
} satisfies ShapeOf<ResourceQuotas>;

export const quotasSchema = members({
  enforce: z.optional(z.boolean()),
  callRates: z.optional(perOperation(wholeNumber(0))),
  putMetadataPerChannel: count,
  resources: z.optional(members(resourceQuotas)),
} satisfies ShapeOf<QuotaChange>);

const delay = z.optional(number(0));
export const delaysSchema = members({
  streamStartMs: delay,
  sessionEndMs: delay,
  streamEndMs: delay,
  reconnectMs: delay,
  starvationTimeoutMs: delay,
  viewersJoinMs: delay,
  viewersLeaveMs: delay,
  recordingConfigurationMs: delay,
} satisfies ShapeOf<Delays>);
