import { withAuditRecord } from '../channels/audit.ts';
import { policyTags, protectionOf, readPolicy, type Tags } from '../channels/policy.ts';
import type { Channel } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import type { OldKey } from './revocation.ts';
import type { RevocationRun } from './revocation-run.ts';

/**
 * Saves which keys are revoked, unless that is saved already.
 *
 * @returns why nothing may be done; undefined if the revocation continues
 */
export async function saveOldKeys(
  run: RevocationRun,
  { tags = {} }: Channel,
): Promise<'gone' | 'protected' | undefined> {
  if (run.revocation.oldKeys) return undefined;
  const keys = await run.deps.ivs.listStreamKeys(run.channelArn);
  if (!keys) return 'gone';
  const allTags = [tags, ...keys.map((key) => key.tags ?? {})];
  if (await isRefused(run, tags, allTags)) return 'protected';
  const oldKeys = keys.flatMap(({ arn, tags: own = {} }) => (arn ? [{ arn, tags: own }] : []));
  await run.save({ oldKeys: oldKeys.length > 0 ? oldKeys : await keyOfPendingRotation(run) });
  return undefined;
}

/** Deletes the old keys, unless that is done already. */
export async function deleteOldKeys(run: RevocationRun): Promise<void> {
  const { oldKeys = [], deletedAt } = run.revocation;
  if (deletedAt !== undefined) return;
  await withAuditRecord(run.deps, run.auditEntry('revoke-key', 'revoked'), async () => {
    for (const { arn } of oldKeys) await run.deps.ivs.deleteStreamKey(arn);
    return { outcome: 'done' };
  });
  await run.save({ deletedAt: isoTime(run.now) });
}

/** Whether the channel or a key is protected, or may be, and the operator did not allow that. */
async function isRefused(
  run: RevocationRun,
  channelTags: Tags,
  allTags: readonly Tags[],
): Promise<boolean> {
  if (run.revocation.allowProtected) return false;
  const { tagKeys } = run.deps;
  const [protection] = allTags.flatMap((tags) => protectionOf(readPolicy(tags, tagKeys)) ?? []);
  if (!protection) return false;
  const evidence = { tags: policyTags(channelTags, tagKeys) };
  const entry = run.auditEntry('revoke-key', protection.reason, evidence);
  await run.deps.audit.write({ ...entry, outcome: 'kept' }, run.now);
  return true;
}

/** The key that an interrupted rotation deleted before it created another one. */
async function keyOfPendingRotation(run: RevocationRun): Promise<OldKey[]> {
  const [record] = await run.deps.channels.get([run.channelArn]);
  const { pendingRotation } = record ?? {};
  if (pendingRotation?.keyArn === undefined) return [];
  return [{ arn: pendingRotation.keyArn, tags: pendingRotation.tags }];
}
