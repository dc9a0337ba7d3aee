import type { StackPlan } from '../../src/local/config/plan.ts';
import { type Report, type Run, simulate } from './run.ts';
import type { TroubleKind } from './trouble/kinds.ts';

/**
 * Makes a failing run smaller, as long as the same invariant is violated: fewer days, fewer owners, fewer kinds of
 * trouble.
 *
 * @param tell hears of each smaller run that still fails
 * @returns the report of the smallest run that was found
 */
export async function shrink(
  failed: Report,
  plan: StackPlan,
  tell: (report: Report) => void,
): Promise<Report> {
  let smallest = failed;
  const tryRun = async (run: Run): Promise<boolean> => {
    const report = await simulate(run, plan);
    if (report.violation?.invariant !== failed.violation?.invariant) return false;
    smallest = report;
    tell(report);
    return true;
  };
  await fewerOwners(() => smallest.run, tryRun);
  for (const kind of Object.keys(smallest.troubles) as TroubleKind[])
    await tryRun({ ...smallest.run, without: [...(smallest.run.without ?? []), kind] });
  await fewerOwners(() => smallest.run, tryRun);
  return smallest;
}

/** Halves the owners, then leaves out one after the other. */
async function fewerOwners(
  current: () => Run,
  tryRun: (run: Run) => Promise<boolean>,
): Promise<void> {
  const ownersOf = ({ owners, channels }: Run) =>
    owners ?? Array.from({ length: channels }, (_, i) => i + 1);
  for (;;) {
    const owners = ownersOf(current());
    const middle = Math.ceil(owners.length / 2);
    const halves = [owners.slice(0, middle), owners.slice(middle)];
    if (owners.length < 2 || !(await anyFails(halves, current(), tryRun))) break;
  }
  for (const owner of ownersOf(current())) {
    const others = ownersOf(current()).filter((one) => one !== owner);
    if (others.length > 0 && others.length < 8) await tryRun({ ...current(), owners: others });
  }
}

async function anyFails(
  halves: readonly (readonly number[])[],
  run: Run,
  tryRun: (run: Run) => Promise<boolean>,
): Promise<boolean> {
  for (const owners of halves) if (await tryRun({ ...run, owners })) return true;
  return false;
}
