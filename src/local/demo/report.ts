/** One expectation of the demo, and what happened. */
export interface DemoCheck {
  expected: string;
  actual: string;
  passed: boolean;
}

/** Prints what happens in the demo, each line after the seconds since the start, and the results of checks. */
export class DemoReport {
  readonly results: DemoCheck[] = [];
  readonly #startedAt = performance.now();
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  print(line: string): void {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    this.#write(`${seconds.toFixed(1).padStart(5)} s  ${line}`);
  }

  check(expected: string, passed: boolean, actual: string): void {
    this.results.push({ expected, actual, passed });
    if (!passed) this.print(`NOT AS EXPECTED: ${expected}: ${actual}`);
  }

  /** Prints a table of all checks. @returns whether all have passed */
  printResults(): boolean {
    const width = Math.max(...this.results.map(({ expected }) => expected.length));
    this.#write('');
    this.#write(`      ${'expected'.padEnd(width)}  actual`);
    for (const { expected, actual, passed } of this.results) {
      this.#write(`${passed ? ' ok  ' : ' NO  '} ${expected.padEnd(width)}  ${actual}`);
    }
    const count = this.results.filter(({ passed }) => passed).length;
    this.#write('');
    this.#write(`${count} of ${this.results.length} checks passed`);
    return count === this.results.length;
  }
}
