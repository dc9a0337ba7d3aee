/** One number that a bench found. */
export interface Measure {
  /** Under which `--json` gives the value. */
  name: string;
  value: number;
  unit: string;
  /** What it must reach. */
  target?: { atLeast: number } | { atMost: number };
}

export interface Bench {
  /** What is measured, in a line. */
  about: string;
  run(): Promise<Measure[]>;
}

/** Whether a measure reached its target; true where it has none. */
export function isReached({ value, target }: Measure): boolean {
  if (target === undefined) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
