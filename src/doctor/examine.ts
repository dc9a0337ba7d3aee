import type { DoctorAnswer } from './answer.ts';
import { modesOf } from './checks/deployment.ts';
import { diagnose } from './diagnose.ts';
import { type DoctorDeps, gatherFacts } from './gather/facts.ts';

/** Reads the state of the stage, and checks it. It changes nothing. */
export async function examine(deps: DoctorDeps): Promise<DoctorAnswer> {
  const facts = await gatherFacts(deps);
  const { at, stage, region, version, tagPrefix } = facts;
  return { at, stage, region, version, tagPrefix, modes: modesOf(facts), checks: diagnose(facts) };
}
