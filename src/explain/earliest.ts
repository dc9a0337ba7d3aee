/** No grace and no age of a key exceeds ten years, so what is not due after 20 years is never due. */
const HORIZON_MS = 2 * 3650 * 86_400_000;

type DecideAt<Decision> = (at: number) => Decision;

/**
 * Finds the first time at which a decision is to act, if nothing happens on the channel until then.
 * Binary search works, because time alone never reverses a decision to act.
 *
 * @param decide the decision at a time, ms since the epoch
 * @returns the time in ms since the epoch, and the decision; undefined if it never acts
 */
export function earliestAction<Decision extends { do: string }>(
  decide: DecideAt<Decision>,
  now: number,
): { at: number; decision: Exclude<Decision, { do: 'keep' }> } | undefined {
  const at = earliestTime(decide, now);
  if (at === undefined) return undefined;
  const decision = decide(at);
  return acts(decision) ? { at, decision } : undefined;
}

function earliestTime<Decision extends { do: string }>(
  decide: DecideAt<Decision>,
  now: number,
): number | undefined {
  if (!acts(decide(now + HORIZON_MS))) return undefined;
  if (acts(decide(now))) return now;
  let [keepsAt, actsAt] = [now, now + HORIZON_MS];
  while (actsAt - keepsAt > 1) {
    const middle = Math.floor((keepsAt + actsAt) / 2);
    if (acts(decide(middle))) actsAt = middle;
    else keepsAt = middle;
  }
  return actsAt;
}

function acts<Decision extends { do: string }>(
  decision: Decision,
): decision is Exclude<Decision, { do: 'keep' }> {
  return decision.do !== 'keep';
}
