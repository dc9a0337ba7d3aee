import type { PassSummary } from '../channels/pass.ts';
import { hasPendingWork } from '../channels/record.ts';
import { runDuePass } from '../channels/run-due-pass.ts';
import { isoTime } from '../platform/clock.ts';
import type { RotationDeps } from './deps.ts';
import { DueKey } from './due-key.ts';

/** In mode `off` marks are put to rest until so long before the invocation is cut, ms. */
const ROOM_MS = 10_000;

/**
 * One pass over the channels that are marked for rotation.
 *
 * For each: its tags and keys, and what is known of its streams -> leave it; or
 *
 *     last look: tags, record, sessions -> write the intent -> GetStream: offline?
 *     -> DeleteStreamKey (that ARN, no other) -> CreateStreamKey -> note the new key
 *     -> its value into the secret store, if there is one -> tell the bus -> note that it was told
 *
 * Cut off anywhere, the next run goes on from what ListStreamKeys shows: the old key (begin again), no
 * key (create), another key than the intent names (note it); and tells of a key that nobody was told
 * of. The channel stays due until then. What was begun is finished in every mode, and whatever the
 * tags say by then.
 */
export async function rotateStreamKeys(deps: RotationDeps): Promise<PassSummary> {
  if (deps.settings.mode === 'off' && !(await restAllButBegun(deps)))
    return { outcome: 'off', due: 0, counts: {} };
  return runDuePass('rotation', deps, (item) =>
    new DueKey(item.record.channelArn, deps).handle(item),
  );
}

/**
 * Takes the marks away that mode `off` has no use for, so that a run costs one read. The survey puts
 * them back once the mode is another.
 *
 * @returns whether something is to be finished
 */
async function restAllButBegun({ channels, clock, deadline }: RotationDeps): Promise<boolean> {
  const now = isoTime(clock.now());
  let begun = false;
  let next: string | undefined;
  do {
    const page = await channels.listDue('rotation', now, next);
    for (const record of await channels.get(page.channelArns)) {
      if (hasPendingWork(record)) begun = true;
      else await channels.update(record, { rotationDueAt: null }, 'rotation');
    }
    next = page.next;
  } while (next !== undefined && clock.now() < deadline - ROOM_MS);
  return begun;
}
