import { type ActionResult, withAuditRecord } from '../channels/audit.ts';
import type { Channel } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { isoTime } from '../platform/clock.ts';
import { createKey } from '../rotation/create-key.ts';
import { handOver } from '../rotation/hand-over/hand-over.ts';
import type { Progress, RevocationRun } from './revocation-run.ts';

/** `done`: the channel has a new key. Its value is known if this run created the key. */
interface Creation extends ActionResult {
  outcome: 'done' | 'gone' | 'failed';
  value?: StreamKeyValue;
}

/**
 * Creates the new key, unless that is done already.
 *
 * @returns `gone` if the channel does not exist; `failed` if CreateStreamKey must be called again
 */
export async function createNewKey(run: RevocationRun): Promise<Creation> {
  const { oldKeys = [], newKey } = run.revocation;
  if (newKey) return { outcome: 'done' };
  const { channelArn, deps } = run;
  const oldKeyArns = oldKeys.map(({ arn }) => arn);
  return withAuditRecord<Creation>(deps, run.auditEntry('create-key', 'revoked'), async () => {
    const key = await createKey(deps.ivs, channelArn, oldKeys[0]?.tags, oldKeyArns);
    if (typeof key === 'string') return { outcome: key };
    const { arn: keyArn, value } = key;
    await saveNewKey(run, keyArn, oldKeyArns[0]);
    return { outcome: 'done', result: { keyArn }, ...(value && { value }) };
  });
}

/**
 * Writes the new key to the channel's record first, so that rotation counts its age from now and hands
 * over no older key. If the run is interrupted after that write, the next run finds the key and writes it
 * again.
 */
async function saveNewKey(
  run: RevocationRun,
  keyArn: string,
  oldKeyArn: string | undefined,
): Promise<void> {
  const { channelArn, deps } = run;
  const at = isoTime(run.now);
  const changes = {
    key: { arn: keyArn, since: at, created: true },
    pendingRotation: null,
    pendingAnnouncement: null,
    lastRotationDecision: null,
  };
  await deps.channels.update({ channelArn }, changes, 'always');
  await run.save({ newKey: { keyArn, ...(oldKeyArn && { oldKeyArn }), reason: 'revoked', at } });
}

/**
 * Hands the new key over and finishes the revocation. If somebody has deleted the new key before, the
 * revocation waits, and the next run creates another one.
 *
 * @param value the key's value, if this run created the key
 * @throws SecretStoreError, BusError or an error of IVS; the next run tries again
 */
export async function handOverNewKey(
  run: RevocationRun,
  channel: Channel,
  value: StreamKeyValue | undefined,
): Promise<Progress> {
  const { channelArn, deps } = run;
  const { newKey } = run.revocation;
  if (!newKey) return run.wait('key');
  const result = await handOver('revoked', newKey, { ...channel, arn: channelArn }, deps, value);
  if (result.outcome === 'superseded') {
    await run.forgetNewKey();
    return run.wait('key');
  }
  const entry = run.auditEntry('hand-over', 'revoked', { ...newKey, ...result });
  await deps.audit.write({ ...entry, outcome: 'done' }, run.now);
  const { secretName } = result;
  return run.finish('revoked', { ...(secretName !== undefined && { secretName }) });
}
