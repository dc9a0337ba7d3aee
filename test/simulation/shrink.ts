import type { Report, Run } from './run.ts';
import { TROUBLE_KINDS } from './trouble/kinds.ts';

/**
 * Makes a failing run smaller, as long as the same invariant is violated: fewer owners of channels, and fewer kinds of
 * trouble. It stays as long as it must: the violation ends a run.
 *
 * @param again simulates a smaller run
 * @param tell hears of each smaller run that still fails
 * @returns the report of the smallest run that was found
 */
export async function shrink(
  failed: Report,
  again: (run: Run) => Promise<Report>,
  tell: (report: Report) => void = () => undefined,
): Promise<Report> {
  let smallest = failed;
  const tryRun = async (run: Run): Promise<boolean> => {
    const report = await again(run);
    if (report.violation?.invariant !== failed.violation?.invariant) return false;
    smallest = report;
    tell(report);
    return true;
  };
  await fewerOwners(() => smallest.run, tryRun);
  const without = smallest.run.without ?? [];
  const kinds = TROUBLE_KINDS.filter((kind) => !without.includes(kind));
  if (!(await tryRun({ ...smallest.run, without: TROUBLE_KINDS })))
    for (const kind of kinds)
      await tryRun({ ...smallest.run, without: [...(smallest.run.without ?? []), kind] });
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
