/** One measured number. */
export interface Measure {
  /** The name of the number in the output of `--json`. */
  name: string;
  value: number;
  unit: string;
  /** The limit that the number must meet; absent without one. */
  target?: { atLeast: number } | { atMost: number };
}

export interface Bench {
  /** What is measured, in one line. */
  about: string;
  run(): Promise<Measure[]>;
}

/** Whether a number meets its target; true without a target. */
export function isReached({ value, target }: Measure): boolean {
  if (target === undefined) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
