import type { PassSummary } from '../channels/pass.ts';
import { hasPendingWork } from '../channels/record.ts';
import { runDuePass } from '../channels/run-due-pass.ts';
import { isoTime } from '../platform/clock.ts';
import type { RotationDeps } from './deps.ts';
import { DueKey } from './due-key.ts';
import type { RotationOutcome } from './outcome.ts';
import { SuddenRotations } from './sudden-rotations.ts';

/** In mode `off`, the run stops unmarking channels this long before the invocation ends, ms. */
const STOP_BEFORE_END_MS = 10_000;

/**
 * Runs one pass over the channels that are due for rotation.
 *
 * For each channel it reads the tags, the keys, and what is known of the streams. Then it keeps the key,
 * or rotates it in this order:
 *
 *     BatchGetChannel for the tags -> write the pending rotation to the record -> read record and sessions
 *     -> GetStream: offline? -> DeleteStreamKey (of that ARN only) -> CreateStreamKey -> record the new key
 *     -> put its value into the secret store, if one is set -> publish the event -> record the hand-over
 *
 * If a run is interrupted at any point, the next run continues from what ListStreamKeys shows: with the
 * old key it starts again, without a key it creates one, and with another key it records that key. Then
 * it hands over a key that was not handed over yet. The channel stays due until then. A rotation that
 * has begun is completed in every mode and whatever the tags say now. Before it creates a key that is missing, it
 * also writes that to the record: otherwise the key of an interrupted run would look like somebody else's.
 *
 * @returns how many channels were due, and how many had each outcome
 */
export async function rotateStreamKeys(deps: RotationDeps): Promise<PassSummary<RotationOutcome>> {
  if (deps.settings.mode === 'off' && !(await unmarkIdle(deps)))
    return { outcome: 'off', due: 0, counts: {} };
  const sudden = new SuddenRotations(deps);
  try {
    return await runDuePass('rotation', deps, (item) =>
      new DueKey(item.record.channelArn, deps, sudden).handle(item),
    );
  } finally {
    await sudden.flush();
  }
}

/**
 * Makes all due channels not due that have nothing to complete, so that a run in mode `off` costs one read.
 * In another mode, `reconcile` marks them as due again.
 *
 * @returns whether a channel has something to complete
 */
async function unmarkIdle({ channels, clock, deadline }: RotationDeps): Promise<boolean> {
  const now = isoTime(clock.now());
  let anyPending = false;
  let next: string | undefined;
  do {
    const page = await channels.listDue('rotation', now, next);
    for (const record of await channels.get(page.channelArns)) {
      if (hasPendingWork(record)) anyPending = true;
      else await channels.update(record, { rotationDueAt: null }, 'rotation');
    }
    next = page.next;
  } while (next !== undefined && clock.now() < deadline - STOP_BEFORE_END_MS);
  return anyPending;
}
