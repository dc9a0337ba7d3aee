// npm run simulate:coverage: fixed runs that differ in what they make likely. c8 counts the branches that they reach.
import { productionPlan } from './plan.ts';
import { printFailure, printReport } from './print.ts';
import { type Run, simulate } from './run.ts';

const RUNS: readonly Run[] = [
  { seed: 41, days: 3, channels: 25 },
  // Everything that people do rarely.
  { seed: 42, days: 2, channels: 25, pace: 20 },
  { seed: 43, days: 2, channels: 25, stormy: true, pace: 8 },
  // More channels than fit on a page, and functions that run out of their time.
  { seed: 44, days: 1, channels: 130, stormy: true, pace: 3, timeShare: 0.3 },
  { seed: 45, days: 1, channels: 130, slow: true, pace: 10, timeShare: 0.4 },
  // Channels and streams of which no event has told.
  { seed: 46, days: 2, channels: 40, stormy: true, pace: 10, installAfter: 20 },
];

const plan = await productionPlan();
for (const run of RUNS) {
  const startedAt = performance.now();
  const report = await simulate(run, plan);
  printReport(report, performance.now() - startedAt);
  if (!report.violation) continue;
  printFailure(report);
  process.exitCode = 1;
}
