import type { StackPlan } from '../../src/local/config/plan.ts';
import { readPlan } from '../../src/local/config/read.ts';
import { readServerlessYml } from '../../src/local/config/serverless.ts';

/** The settings of stage `local` that are shorter than those of production, as in production. */
const AS_IN_PRODUCTION = [
  'cleanupDefaultGrace=10m',
  'rotationEndGrace=5m',
  'metadataStickySeconds=10',
];

/** serverless.yml with the settings of production, and with a secret store. */
export async function productionPlan(directory = process.cwd()): Promise<StackPlan> {
  return readPlan(await readServerlessYml(directory, AS_IN_PRODUCTION));
}

/** `sendMetadata` refuses to begin with less than 12 s. `repeatStickyMetadata` works for the whole minute between two schedules. */
const NEED_THEIR_TIME = ['sendMetadata', 'repeatStickyMetadata'];

/** The plan of somebody who gives the functions less time. @param share of the time in serverless.yml */
export function withTimeShare(plan: StackPlan, share: number): StackPlan {
  const functions = plan.functions.map((one) =>
    NEED_THEIR_TIME.includes(one.name) ? one : { ...one, timeoutMs: one.timeoutMs * share },
  );
  return { ...plan, functions };
}
