import type { StackFixture } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';

/** PutMetadata requests of an account in a second. */
export const ACCOUNT = 155;

export const measure = (name: string, value: number, unit: string, atMost?: number): Measure => ({
  ...{ name: `latency.${name}`, value, unit },
  ...(atMost !== undefined && { target: { atMost } }),
});

export const noViolations = async ({ report }: StackFixture): Promise<Measure> =>
  measure('violations', (await report()).violations.length, 'requests over a quota', 0);
