import { OVERRIDING_VARIABLES } from './connection.ts';
import { Engine } from './engine.ts';
import { TestSetupError } from './errors.ts';
import {
  requireTestSimulatorOptions,
  requireUseSimulatorOptions,
  type TestSimulatorOptions,
  type UseSimulatorOptions,
} from './options.ts';
import { type FoundHooks, findHooks, withFirstArgument } from './runner/hooks.ts';
import { ProcessEnvironment } from './runner/process-environment.ts';
import { RunningTests } from './runner/running-tests.ts';
import { TestSimulator } from './test-simulator.ts';

const processEnvironment = new ProcessEnvironment(process.env);

/**
 * Gives the tests of this file, or of this `describe`, a simulator of IVS of their own: HTTP on 127.0.0.1, started
 * before the first test, reset before each test, closed after the last one.
 *
 * @throws TypeError that names the option that is wrong or unknown; Error if no test runner was found
 */
export function useSimulator(options: UseSimulatorOptions = {}): TestSimulator {
  requireUseSimulatorOptions(options);
  const { hooks, reset, environment, failOnViolations, ...simulatorOptions } = options;
  const found: FoundHooks = hooks
    ? { hooks, origin: 'the option hooks' }
    : findHooks({
        globals: globalThis,
        environment: process.env,
        nodeTest: () => process.getBuiltinModule('node:test'),
      });
  const engine = new Engine(simulatorOptions, () => notRunning(found.origin));
  const ivs = new TestSimulator(engine);
  registerHooks(found.hooks, engine, ivs, { reset, environment, failOnViolations });
  return ivs;
}

/**
 * Starts a simulator for a program that has no hooks. Close it in the end.
 *
 * @throws TypeError that names the option that is wrong or unknown
 */
export async function startTestSimulator(
  options: TestSimulatorOptions = {},
): Promise<TestSimulator> {
  requireTestSimulatorOptions(options);
  const engine = new Engine(options, () => new TestSetupError('the simulator is closed'));
  await engine.start();
  return new TestSimulator(engine);
}

function registerHooks(
  { beforeAll, beforeEach, afterEach, afterAll }: FoundHooks['hooks'],
  engine: Engine,
  ivs: TestSimulator,
  {
    reset = 'test',
    environment = true,
    failOnViolations = false,
  }: {
    [Name in 'reset' | 'environment' | 'failOnViolations']: UseSimulatorOptions[Name] | undefined;
  },
): void {
  let restoreEnvironment = (): void => undefined;
  const running = new RunningTests();
  beforeAll(async () => {
    // node:test ends a file whose tests are all skipped when nothing keeps its process alive, without afterAll.
    await engine.start({ unref: true });
    if (!environment) return;
    restoreEnvironment = processEnvironment.set({ ...OVERRIDING_VARIABLES, ...ivs.environment });
  });
  beforeEach(
    withFirstArgument(async (context) => {
      const place = running.begin(context);
      if (reset === 'file' || place === 'subtest') return;
      if (place === 'concurrent') throw new TestSetupError(CONCURRENT);
      ivs.reset();
    }),
  );
  afterEach(async () => {
    running.end();
    await engine.settle();
    if (failOnViolations) ivs.expectNoViolations();
  });
  afterAll(async () => {
    restoreEnvironment();
    await engine.close();
  });
}

const CONCURRENT =
  'useSimulator: two tests run at the same time, and the simulator is reset before each test. ' +
  "Pass { reset: 'file' }, and let each test create its own channels; or do not run these tests concurrently.";

const notRunning = (origin: string): TestSetupError =>
  new TestSetupError(
    'useSimulator: the simulator runs only in tests and hooks (beforeEach, afterEach, and beforeAll after ' +
      `useSimulator). The hooks are registered with ${origin}. If another test runner runs this file, pass its ` +
      'hooks: useSimulator({ hooks: { beforeAll, beforeEach, afterEach, afterAll } }).',
  );
