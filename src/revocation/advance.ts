import { fetchChannel } from '../channels/snapshot.ts';
import { endStreams } from './end-streams.ts';
import { createNewKey, handOverNewKey } from './new-key.ts';
import { deleteOldKeys, saveOldKeys } from './old-keys.ts';
import type { Revocation } from './revocation.ts';
import { type AdvanceDeps, type Progress, RevocationRun } from './revocation-run.ts';

/**
 * Carries out as many steps of one revocation as are possible now:
 *
 *     read the channel and its keys -> save which keys are revoked -> DeleteStreamKey
 *     -> StopStream, until no stream of these keys is left -> CreateStreamKey -> hand over -> done
 *
 * Each step is saved when it is done, and may be repeated, so an interrupted revocation continues where
 * it stopped. The keys are deleted before the stream is stopped, so that IVS refuses an encoder that
 * reconnects at once.
 *
 * @throws RevocationEndedError if another run has completed it; SecretStoreError, BusError, or an error of
 *   IVS or the table. The next run continues.
 */
export async function advance(revocation: Revocation, deps: AdvanceDeps): Promise<Progress> {
  const run = new RevocationRun(revocation, deps);
  const channel = await fetchChannel(deps.ivs, run.channelArn);
  if (!channel) return run.finish('gone');
  const refused = await saveOldKeys(run, channel);
  if (refused) return run.finish(refused);
  await deleteOldKeys(run);
  const waitingFor = await endStreams(run);
  if (waitingFor) return run.wait(waitingFor);
  const { outcome, value } = await createNewKey(run);
  if (outcome === 'gone') return run.finish('gone');
  return outcome === 'failed' ? run.wait('key') : handOverNewKey(run, channel, value);
}
