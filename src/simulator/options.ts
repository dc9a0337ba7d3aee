import { randomInt } from 'node:crypto';
import * as z from 'zod/mini';
import { realClock, type SimClock } from './clock.ts';
import { changeQuotas, requireValidOptions } from './control/input.ts';
import {
  functionValue,
  hostPattern,
  members,
  probability,
  webOrigin,
  wholeNumber,
} from './control/schema-parts.ts';
import { delaysSchema, faultsSchema, quotasSchema } from './control/schemas.ts';
import { policiesSchema } from './permissions/policy.ts';
import { defaultQuotas } from './quotas/defaults.ts';
import type { Delays, SimulatorOptions } from './types/options.ts';
import type { Quotas } from './types/quotas.ts';

/** All options of a simulator, with defaults for those that were not given. */
export interface Settings extends Required<Omit<SimulatorOptions, 'delays' | 'quotas'>> {
  delays: Delays;
  quotas: Quotas;
}

const QUICK_DELAYS: Delays = {
  streamStartMs: 500,
  sessionEndMs: 0,
  streamEndMs: 500,
  reconnectMs: 0,
  starvationTimeoutMs: 30_000,
  viewersJoinMs: 0,
  viewersLeaveMs: 0,
  recordingConfigurationMs: 200,
  sessionEndTimeMs: 0,
  sessionEventsMs: 0,
};

/**
 * Delays of the real service. AWS publishes those of `viewerCount` and of recording configurations; the
 * others are what users observe.
 */
export const REAL_DELAYS: Delays = {
  streamStartMs: 6_000,
  sessionEndMs: 1_000,
  streamEndMs: 8_000,
  reconnectMs: 2_000,
  starvationTimeoutMs: 30_000,
  viewersJoinMs: 15_000,
  viewersLeaveMs: 60_000,
  recordingConfigurationMs: 20_000,
  sessionEndTimeMs: 0,
  sessionEventsMs: 0,
};

const clock = z.custom<SimClock>((value) => {
  const { now, after } = Object(value) as Partial<SimClock>;
  return typeof now === 'function' && typeof after === 'function';
}, 'a clock with now() and after()');

const isHttpUrl = (url: string): boolean => /^https?:\/\//.test(url) && URL.canParse(url);
const httpUrl = z.string().check(z.refine(isHttpUrl, 'an HTTP URL'));

const rateClock = z.custom<Pick<SimClock, 'now'>>(
  (value) => typeof (Object(value) as Partial<SimClock>).now === 'function',
  'a clock with now()',
);

const schema = members({
  account: z.optional(z.string().check(z.regex(/^\d{12}$/, '12 digits'))),
  region: z.optional(z.string().check(z.regex(/^[a-z0-9-]+$/, 'the name of a region'))),
  emit: z.optional(functionValue),
  onRequest: z.optional(functionValue),
  clock: z.optional(clock),
  rateClock: z.optional(rateClock),
  seed: z.optional(wholeNumber(0)),
  delays: z.optional(delaysSchema),
  quotas: z.optional(quotasSchema),
  faults: z.optional(faultsSchema),
  policies: z.optional(policiesSchema),
  cuesPerChannel: z.optional(wholeNumber(1)),
  viewerCountTimeout: z.optional(probability),
  refuseUpdateWhileLive: z.optional(z.boolean()),
  deleteStreamKeyEndsStream: z.optional(z.boolean()),
  takeoverKeepsStreamId: z.optional(z.boolean()),
  unknownIngest: z.optional(z.enum(['absent', 'empty'])),
  unstartedSessions: z.optional(z.enum(['endTime', 'untimed', 'hidden'])),
  limitBreachForm: z.optional(z.enum(['limit_name', 'limit'])),
  playback: z.optional(z.enum(['ivs', 'local'])),
  endpoint: z.optional(httpUrl),
  recordings: z.optional(z.string()),
  viewerCountry: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, 'a country such as US'))),
  segmentsPerChannel: z.optional(wholeNumber(3, 1_000)),
  maxBodyBytes: z.optional(wholeNumber(1)),
  allowedHosts: z.optional(z.array(hostPattern)),
  allowedOrigins: z.optional(z.array(webOrigin)),
} satisfies Record<keyof SimulatorOptions, z.ZodMiniType>);

/** @throws TypeError that names the option that is wrong or unknown */
export function resolveOptions(options: SimulatorOptions): Settings {
  requireValidOptions(schema, options);
  return {
    account: options.account ?? '123456789012',
    region: options.region ?? 'us-west-2',
    emit: options.emit ?? (() => undefined),
    onRequest: options.onRequest ?? (() => undefined),
    clock: options.clock ?? realClock,
    rateClock: options.rateClock ?? options.clock ?? realClock,
    seed: options.seed ?? randomInt(2 ** 32),
    delays: { ...QUICK_DELAYS, ...options.delays },
    quotas: changeQuotas(defaultQuotas(), options.quotas ?? {}),
    faults: options.faults ?? {},
    policies: options.policies ?? {},
    cuesPerChannel: options.cuesPerChannel ?? 10_000,
    viewerCountTimeout: options.viewerCountTimeout ?? 0,
    refuseUpdateWhileLive: options.refuseUpdateWhileLive ?? true,
    deleteStreamKeyEndsStream: options.deleteStreamKeyEndsStream ?? false,
    takeoverKeepsStreamId: options.takeoverKeepsStreamId ?? true,
    unknownIngest: options.unknownIngest ?? 'absent',
    unstartedSessions: options.unstartedSessions ?? 'endTime',
    limitBreachForm: options.limitBreachForm ?? 'limit_name',
    playback: options.playback ?? 'ivs',
    endpoint: options.endpoint ?? 'http://127.0.0.1:4567',
    recordings: options.recordings ?? '',
    viewerCountry: options.viewerCountry ?? 'US',
    segmentsPerChannel: options.segmentsPerChannel ?? 6,
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    allowedHosts: options.allowedHosts ?? [],
    allowedOrigins: options.allowedOrigins ?? [],
  };
}
