/** One measured number. */
export interface Measure {
  /** The name of the number in the output of `--json`. */
  name: string;
  value: number;
  unit: string;
  /** The limit that the number must meet; absent without one. */
  target?: { atLeast: number } | { atMost: number };
}

/** Gets numbers as soon as they are measured. */
export type Report = (measures: readonly Measure[]) => void;

export interface Bench {
  /** What is measured, in one line. */
  about: string;
  /**
   * @param report a benchmark that takes long calls it with each part of its numbers
   * @returns all numbers
   */
  run(report: Report): Promise<Measure[]>;
}

/** Whether a number meets its target; true without a target. */
export function isReached({ value, target }: Measure): boolean {
  if (target === undefined) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
