/** One thing that was expected of ivs-autopilot, and what came out. */
export interface CheckResult {
  expected: string;
  actual: string;
  passed: boolean;
}

/** Tells the story as it happens: every line with the seconds since the beginning. */
export class DemoReport {
  readonly results: CheckResult[] = [];
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
    if (!passed) this.print(`NOT AS ASKED: ${expected}: ${actual}`);
  }

  /** @returns whether everything came out as expected */
  printResults(): boolean {
    const width = Math.max(...this.results.map(({ expected }) => expected.length));
    this.#write('');
    this.#write(`      ${'asked'.padEnd(width)}  came out`);
    for (const { expected, actual, passed } of this.results) {
      this.#write(`${passed ? ' ok  ' : ' NO  '} ${expected.padEnd(width)}  ${actual}`);
    }
    const kept = this.results.filter(({ passed }) => passed).length;
    this.#write('');
    this.#write(`${kept} of ${this.results.length} came out as expected`);
    return kept === this.results.length;
  }
}
