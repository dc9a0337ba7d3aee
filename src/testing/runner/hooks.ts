/** What a hook does. The test runner waits for it. */
export type HookBody = () => Promise<void>;
type RegisterHook = (run: HookBody) => unknown;

/** The functions of a test runner that register hooks for the current file or `describe`. */
export interface TestHooks {
  beforeAll: RegisterHook;
  beforeEach: RegisterHook;
  afterEach: RegisterHook;
  afterAll: RegisterHook;
}

/** The hooks that were found, and the words for where they come from. */
export interface FoundHooks {
  hooks: TestHooks;
  origin: string;
}

/** Where hooks are looked for. */
export interface RunnerSurroundings {
  /** The global object of the test file. */
  globals: object;
  environment: Readonly<Record<string, string | undefined>>;
  /** @returns the module `node:test` */
  nodeTest: () => object | undefined;
}

/** The names of the hooks, with those that Mocha and node:test have instead. */
const NAMES: Record<keyof TestHooks, readonly string[]> = {
  beforeAll: ['beforeAll', 'before'],
  beforeEach: ['beforeEach'],
  afterEach: ['afterEach'],
  afterAll: ['afterAll', 'after'],
};

/** Where vitest keeps its exports for `import.meta.vitest`, also without the option `globals`. */
const VITEST_EXPORTS = '__vitest_index__';

/** Global in each worker of vitest. */
const VITEST_WORKER = '__vitest_worker__';

const HOW_TO_PASS =
  'Pass them: useSimulator({ hooks: { beforeAll, beforeEach, afterEach, afterAll } }).';

/**
 * Finds the hooks of the test runner that runs this file: global functions (jest, vitest with `globals`, Mocha),
 * those of vitest without `globals`, or else those of node:test.
 *
 * @throws Error that says how to pass the hooks
 */
export function findHooks({ globals, environment, nodeTest }: RunnerSurroundings): FoundHooks {
  const fromGlobals = hooksOf(globals);
  if (fromGlobals) return { hooks: fromGlobals, origin: 'the global functions' };
  const fromVitest = hooksOf(Reflect.get(globals, VITEST_EXPORTS));
  if (fromVitest) return { hooks: fromVitest, origin: 'vitest' };
  const [runner, module] = runnerWithoutHooks(globals, environment);
  if (runner) {
    throw new Error(
      `useSimulator: ${runner} runs this file, but beforeAll, beforeEach, afterEach and afterAll are not global. ` +
        `Import them from '${module}'. ${HOW_TO_PASS}`,
    );
  }
  const fromNode = hooksOf(nodeTest());
  if (fromNode) return { hooks: fromNode, origin: 'node:test' };
  throw new Error(`useSimulator: found no test runner. ${HOW_TO_PASS}`);
}

/** @returns the runner that hides its hooks, and where they are imported from */
function runnerWithoutHooks(
  globals: object,
  environment: RunnerSurroundings['environment'],
): [runner?: string, module?: string] {
  if (VITEST_WORKER in globals) return ['vitest', 'vitest'];
  // A process that jest started and that runs node:test has inherited the variable.
  const isJest = environment.JEST_WORKER_ID !== undefined && !environment.NODE_TEST_CONTEXT;
  return isJest ? ['jest', '@jest/globals'] : [];
}

/** @returns the hooks among the members of `source`; undefined unless it has all of them */
export function hooksOf(source: unknown): TestHooks | undefined {
  const found = Object.entries(NAMES).flatMap(([hook, names]) => {
    const known = names.map((name) => Reflect.get(Object(source), name));
    const register = known.find((one) => typeof one === 'function');
    return register ? [[hook, register] as const] : [];
  });
  if (found.length < Object.keys(NAMES).length) return undefined;
  return Object.fromEntries(found) as unknown as TestHooks;
}

/**
 * A hook that reads the context of the test, but declares no parameter: jest and Mocha take a parameter for a callback
 * that the hook calls, and vitest looks for the names of fixtures in it.
 */
export function withFirstArgument(run: (context: unknown) => Promise<void>): HookBody {
  return function hook() {
    // biome-ignore lint/complexity/noArguments: a rest parameter is a parameter for vitest
    return run(arguments[0]);
  };
}
