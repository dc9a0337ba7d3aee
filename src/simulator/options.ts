import { randomInt } from 'node:crypto';
import { realClock, type SimClock } from './clock.ts';
import {
  action,
  type Check,
  expected,
  flag,
  matching,
  number,
  optional,
  probability,
  structure,
  whole,
} from './control/checks.ts';
import { changeQuotas, faultsCheck, quotasCheck } from './control/input.ts';
import { policiesCheck } from './permissions/policy.ts';
import { defaultQuotas } from './quotas/defaults.ts';
import type { Delays, Quotas, SimulatorOptions } from './types.ts';

/** All options, with the defaults where nothing was said. */
export interface Settings extends Required<Omit<SimulatorOptions, 'delays' | 'quotas'>> {
  clock: SimClock;
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
};

/** Delays as users of the service see them; the published ones are those of viewers and recordings. */
export const REAL_DELAYS: Delays = {
  streamStartMs: 6_000,
  sessionEndMs: 1_000,
  streamEndMs: 8_000,
  reconnectMs: 2_000,
  starvationTimeoutMs: 30_000,
  viewersJoinMs: 15_000,
  viewersLeaveMs: 60_000,
  recordingConfigurationMs: 20_000,
};

const delay = optional(number(0));
const delays: Record<keyof Delays, Check> = {
  streamStartMs: delay,
  sessionEndMs: delay,
  streamEndMs: delay,
  reconnectMs: delay,
  starvationTimeoutMs: delay,
  viewersJoinMs: delay,
  viewersLeaveMs: delay,
  recordingConfigurationMs: delay,
};

const clock: Check = (value, path) => {
  const { now, after } = (value ?? {}) as Partial<SimClock>;
  const isClock = typeof now === 'function' && typeof after === 'function';
  return isClock ? undefined : expected(path, 'a clock with now() and after()', value);
};

const checks: Record<keyof SimulatorOptions, Check> = {
  account: optional(matching(/^\d{12}$/, '12 digits')),
  region: optional(matching(/^[a-z0-9-]+$/, 'the name of a region')),
  emit: optional(action),
  clock: optional(clock),
  seed: optional(whole(0)),
  delays: optional(structure(delays)),
  quotas: optional(quotasCheck),
  faults: optional(faultsCheck),
  policies: optional(policiesCheck),
  cuesPerChannel: optional(whole(1)),
  viewerCountTimeout: optional(probability),
  refuseUpdateWhileLive: optional(flag),
  deleteStreamKeyEndsStream: optional(flag),
  takeoverKeepsStreamId: optional(flag),
  maxBodyBytes: optional(whole(1)),
};

/** @throws TypeError that names an option which is wrong or unknown */
export function resolveOptions(options: SimulatorOptions): Settings {
  const problem = structure(checks)(options, '');
  if (problem !== undefined) throw new TypeError(`simulator option ${problem}`);
  return {
    account: options.account ?? '123456789012',
    region: options.region ?? 'us-west-2',
    emit: options.emit ?? (() => undefined),
    clock: options.clock ?? realClock,
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
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
  };
}
