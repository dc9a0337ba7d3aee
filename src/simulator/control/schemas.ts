import * as z from 'zod/mini';
import { problemsOf } from '../model/validate.ts';
import { SESSION_END_CODES } from '../streams/event-names.ts';
import type { EncoderRequest, IngestTracks } from '../types/encoders.ts';
import type { ErrorFault, Faults } from '../types/faults.ts';
import type { Delays } from '../types/options.ts';
import type { QuotaChange, ResourceQuotas } from '../types/quotas.ts';
import { errorName, operationName, perOperation } from './model-names.ts';
import {
  members,
  milliseconds,
  nonEmptyString,
  probability,
  selectSchema,
  wholeNumber,
  wholeNumberText,
} from './schema-parts.ts';

type ShapeOf<T> = Record<keyof T, z.ZodMiniType>;

/** The highest priority of a takeover: the largest integer of the service. */
export const MAX_PRIORITY = 2 ** 31 - 1;

/** A structure of the IVS API. */
const ivsStructure = (name: 'IngestConfiguration' | 'IngestConfigurations') =>
  z.unknown().check(({ value, issues }) => {
    const [problem] = problemsOf(name, value);
    if (problem === undefined) return;
    const message = `an ${name} of the IVS API (${problem})`;
    issues.push({ code: 'custom', input: value, message });
  });

export const ingestSchema = ivsStructure('IngestConfiguration');

const hasVideo = (value: unknown): boolean =>
  (value as IngestTracks).videoConfigurations?.length !== 0;

const notBoth = z
  .unknown()
  .check(z.refine((value) => value === undefined, 'either ingest or ingestConfigurations'));

const tracksSchema = ivsStructure('IngestConfigurations').check(
  z.refine(hasVideo, 'at least one of videoConfigurations'),
);

/** The members of an encoder, of which `ingest` and `ingestConfigurations` exclude each other. */
export const encoderSchema = selectSchema((given) =>
  Object(given).ingest === undefined ? withTracks : withIngest,
);
const encoderMembers = (ingestConfigurations: z.ZodMiniType) =>
  members({
    streamKey: nonEmptyString,
    priority: z.optional(wholeNumber(0, MAX_PRIORITY)),
    ingest: z.optional(ingestSchema),
    ingestConfigurations: z.optional(ingestConfigurations),
    reconnectAfterMs: z.optional(milliseconds),
  } satisfies ShapeOf<EncoderRequest>);
const withTracks = encoderMembers(tracksSchema);
const withIngest = encoderMembers(notBoth);

export const viewersSchema = members({ channelArn: nonEmptyString, count: wholeNumber(0) });

/** Tags that only AWS sets. */
export const systemTagsSchema = members({
  resourceArn: nonEmptyString,
  tags: z.record(z.string().check(z.regex(/^aws:/, 'a key that begins with aws:')), z.string()),
});

export const reasonSchema = z.optional(z.string());

/** Why IVS ends a session; absent if the encoder disconnects. */
export const sessionEndCodeSchema = z.optional(z.enum(SESSION_END_CODES));

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

export const errorFaultSchema = members({
  operation: operationName,
  error: errorName,
  resource: z.optional(nonEmptyString),
  times: z.optional(wholeNumber(1)),
} satisfies ShapeOf<ErrorFault>);

export const stateQuerySchema = members({ channelArn: z.optional(z.string()) }, 'parameter');

export const sessionQuerySchema = members(
  { channelArn: z.optional(z.string()), limit: z.optional(wholeNumber(0)) },
  'parameter',
);

export const sessionParametersSchema = members(
  { channelArn: z.optional(z.string()), limit: z.optional(wholeNumberText()) },
  'parameter',
);

export const faultsSchema = members({
  seed: z.optional(wholeNumber(0)),
  duplicate: z.optional(probability),
  drop: z.optional(probability),
  delayMs: z.optional(milliseconds),
  reorder: z.optional(probability),
  reorderMs: z.optional(milliseconds),
  throttle: z.optional(perOperation(probability)),
  fail: z.optional(perOperation(probability)),
  cut: z.optional(perOperation(probability)),
  errors: z.optional(z.array(errorFaultSchema)),
  latencyMs: z.optional(milliseconds),
  recordingStartFailure: z.optional(probability),
  recordingEndFailure: z.optional(probability),
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
  takeoversPerStream: count,
  metadataBytes: z.optional(wholeNumber(1)),
} satisfies ShapeOf<ResourceQuotas>;

export const quotasSchema = members({
  enforce: z.optional(z.boolean()),
  callRates: z.optional(perOperation(wholeNumber(0))),
  putMetadataPerChannel: count,
  resources: z.optional(members(resourceQuotas)),
} satisfies ShapeOf<QuotaChange>);

const delay = z.optional(milliseconds);
export const delaysSchema = members({
  streamStartMs: delay,
  sessionEndMs: delay,
  streamEndMs: delay,
  reconnectMs: delay,
  starvationTimeoutMs: delay,
  viewersJoinMs: delay,
  viewersLeaveMs: delay,
  recordingConfigurationMs: delay,
  sessionEndTimeMs: delay,
  sessionEventsMs: delay,
} satisfies ShapeOf<Delays>);
