import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import { functionValue, members, wholeNumber } from '../simulator/control/schema-parts.ts';
import { createSimulator, type RtmpOptions, type SimulatorOptions } from '../simulator/index.ts';
import type { EventHandler } from './deliveries.ts';
import { hooksOf, type TestHooks } from './runner/hooks.ts';

type OwnedByTheKit = 'emit' | 'onRequest' | 'clock' | 'rateClock';

type SimulatorOption = Exclude<keyof SimulatorOptions, OwnedByTheKit>;
type OwnOption = Exclude<keyof TestSimulatorOptions, SimulatorOption>;

export interface TestSimulatorOptions extends Omit<SimulatorOptions, OwnedByTheKit> {
  /**
   * `controlled`, the default: time stands still, and only the test moves it. `real`: time passes by itself, and the
   * test can move it as well.
   */
  clock?: 'controlled' | 'real';
  /** The time at which each test begins. Default: the time of the system, in whole seconds. */
  startTime?: Date | string | number;
  /** Called with each event, as the target of an EventBridge rule would be. */
  onEvent?: EventHandler;
  /** Port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Also listens for RTMP encoders. */
  rtmp?: RtmpOptions;
}

export interface UseSimulatorOptions extends TestSimulatorOptions {
  /**
   * When everything is deleted: before each `test`, which is the default, or only at the beginning of the `file` (or
   * `describe`), which tests that run at the same time need.
   */
  reset?: 'test' | 'file';
  /**
   * Whether the environment variables of this process lead the AWS SDK to the simulator, while the tests of this file
   * (or `describe`) run. Default true.
   */
  environment?: boolean;
  /** Whether a request over a quota of IVS fails the test that sent it. Default false. */
  failOnViolations?: boolean;
  /** The hooks of the test runner. Default: they are found. */
  hooks?: TestHooks;
}

const startTime = z.unknown().check(
  z.refine((value) => {
    const isKind = value instanceof Date || typeof value === 'string' || typeof value === 'number';
    return isKind && !Number.isNaN(new Date(value).getTime());
  }, 'a Date, a time in ISO 8601 or ms since the epoch'),
);
const hooks = z.custom<TestHooks>(
  (value) => hooksOf(value) !== undefined,
  'an object with the functions beforeAll, beforeEach, afterEach and afterAll',
);

/** The simulator checks the values of its own options. */
const simulatorOptions = Object.fromEntries(
  Object.keys({
    account: true,
    allowedHosts: true,
    allowedOrigins: true,
    cuesPerChannel: true,
    delays: true,
    deleteStreamKeyEndsStream: true,
    endpoint: true,
    faults: true,
    limitBreachForm: true,
    maxBodyBytes: true,
    playback: true,
    policies: true,
    quotas: true,
    recordings: true,
    refuseUpdateWhileLive: true,
    region: true,
    seed: true,
    segmentsPerChannel: true,
    takeoverKeepsStreamId: true,
    unknownIngest: true,
    unstartedSessions: true,
    viewerCountTimeout: true,
    viewerCountry: true,
  } satisfies Record<SimulatorOption, true>).map((name) => [name, z.optional(z.unknown())]),
);

const ownOptions = {
  clock: z.optional(z.enum(['controlled', 'real'])),
  startTime: z.optional(startTime),
  onEvent: z.optional(functionValue),
  port: z.optional(wholeNumber(0, 65_535)),
  rtmp: z.optional(z.record(z.string(), z.unknown())),
} satisfies Record<OwnOption, z.ZodMiniType>;

const hookOptions = {
  reset: z.optional(z.enum(['test', 'file'])),
  environment: z.optional(z.boolean()),
  failOnViolations: z.optional(z.boolean()),
  hooks: z.optional(hooks),
} satisfies Record<Exclude<keyof UseSimulatorOptions, keyof TestSimulatorOptions>, z.ZodMiniType>;

const testSimulatorSchema = members({ ...ownOptions, ...simulatorOptions }, 'option');
const useSimulatorSchema = members(
  { ...ownOptions, ...hookOptions, ...simulatorOptions },
  'option',
);

/** @throws TypeError that names the option that is wrong or unknown */
export function requireTestSimulatorOptions(options: TestSimulatorOptions): void {
  requireOptions('startTestSimulator', testSimulatorSchema, options);
  requireSimulatorOptions(options);
}

/** @throws TypeError that names the option that is wrong or unknown */
export function requireUseSimulatorOptions(options: UseSimulatorOptions): void {
  requireOptions('useSimulator', useSimulatorSchema, options);
  const { reset: _, environment: __, failOnViolations: ___, hooks: ____, ...others } = options;
  requireSimulatorOptions(others);
}

function requireOptions(name: string, schema: z.ZodMiniType, options: unknown): void {
  try {
    checked(schema, options, 'options');
  } catch (error) {
    if (error instanceof InputError) throw new TypeError(`${name}: option ${error.message}`);
    throw error;
  }
}

function requireSimulatorOptions(options: TestSimulatorOptions): void {
  const { clock: _, startTime: __, onEvent: ___, port: ____, rtmp: _____, ...others } = options;
  createSimulator(others).close();
}
