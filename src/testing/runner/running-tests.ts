/** What node:test passes to a beforeEach hook, as far as it is used here. */
interface NodeTestContext {
  /** The names of the test and of those around it, joined by ` > `. */
  fullName: string;
  /** Registers what runs at the end of the test, also if the test is skipped or a hook fails. */
  after(run: () => void): void;
}

/** `subtest`: a test around it runs as well. `concurrent`: a test runs that is not around it. */
export type TestPlace = 'alone' | 'subtest' | 'concurrent';

/** The tests that run now. */
export class RunningTests {
  /** node:test: the full names. */
  readonly #names: string[] = [];
  /** The other test runners. */
  #count = 0;

  /** A test begins. @param context what the test runner passed to the beforeEach hook */
  begin(context: unknown): TestPlace {
    if (isNodeTest(context)) return this.#beginNamed(context);
    this.#count += 1;
    return this.#count > 1 ? 'concurrent' : 'alone';
  }

  /** The afterEach hook of a test was called. */
  end(): void {
    if (this.#count > 0) this.#count -= 1;
  }

  /** node:test calls no afterEach hook for a test that calls `t.skip()`, nor after the first such hook that fails. */
  #beginNamed(context: NodeTestContext): TestPlace {
    const { fullName } = context;
    const names = this.#names;
    if (names.some((name) => fullName.startsWith(`${name} > `))) return 'subtest';
    names.push(fullName);
    context.after(() => {
      names.splice(names.indexOf(fullName), 1);
    });
    return names.length > 1 ? 'concurrent' : 'alone';
  }
}

const isNodeTest = (context: unknown): context is NodeTestContext => {
  const { fullName, after }: Partial<Record<keyof NodeTestContext, unknown>> = Object(context);
  return typeof fullName === 'string' && typeof after === 'function';
};
