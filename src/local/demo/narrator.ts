/** One thing that was asked of ivs-autopilot, and what came out. */
export interface Finding {
  asked: string;
  cameOut: string;
  holds: boolean;
}

/** Tells the story as it happens: every line with the seconds since the beginning. */
export class Narrator {
  readonly findings: Finding[] = [];
  readonly #startedAt = performance.now();
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  say(line: string): void {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    this.#write(`${seconds.toFixed(1).padStart(5)} s  ${line}`);
  }

  check(asked: string, holds: boolean, cameOut: string): void {
    this.findings.push({ asked, cameOut, holds });
    if (!holds) this.say(`NOT AS ASKED: ${asked}: ${cameOut}`);
  }

  /** @returns whether everything came out as asked */
  conclude(): boolean {
    const width = Math.max(...this.findings.map(({ asked }) => asked.length));
    this.#write('');
    this.#write(`      ${'asked'.padEnd(width)}  came out`);
    for (const { asked, cameOut, holds } of this.findings) {
      this.#write(`${holds ? ' ok  ' : ' NO  '} ${asked.padEnd(width)}  ${cameOut}`);
    }
    const kept = this.findings.filter(({ holds }) => holds).length;
    this.#write('');
    this.#write(`${kept} of ${this.findings.length} came out as asked`);
    return kept === this.findings.length;
  }
}
