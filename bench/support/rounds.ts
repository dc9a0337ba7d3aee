import { median } from './statistics.ts';

/** Performs one unit of work, such as one request. */
export type Work = () => Promise<unknown>;

export interface RoundOptions {
  /** How often both kinds of work are measured. */
  rounds: number;
  /** Length of a round in ms. */
  roundMs: number;
  /** Number of units of work at the same time. */
  inFlight: number;
}

/** Medians over all rounds. */
export interface Comparison {
  /** Units of work per second. */
  subject: number;
  /** Units of work per second. */
  baseline: number;
  /** Median of the ratios of neighbouring rounds, because a slow phase of the machine slows both of them. */
  ratio: number;
}

/**
 * Compares two kinds of work on a shared machine with varying load. It measures them alternately in short rounds.
 * In every other pair of rounds, the other one comes first.
 */
export async function compare(
  subject: Work,
  baseline: Work,
  { rounds, roundMs, inFlight }: RoundOptions,
): Promise<Comparison> {
  const rateOf = (work: Work, ms = roundMs) => perSecond(work, ms, inFlight);
  for (const work of [subject, baseline]) await rateOf(work, 2 * roundMs);
  const pairs: { subject: number; baseline: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const early = round % 2 === 0 ? await rateOf(subject) : undefined;
    const base = await rateOf(baseline);
    pairs.push({ subject: early ?? (await rateOf(subject)), baseline: base });
  }
  return {
    subject: median(pairs.map((pair) => pair.subject)),
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio: median(pairs.map((pair) => pair.subject / pair.baseline)),
  };
}

async function perSecond(work: Work, ms: number, inFlight: number): Promise<number> {
  const began = performance.now();
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (done * 1_000) / (performance.now() - began);
}
