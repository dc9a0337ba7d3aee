import type { RevocationAnswer } from '../../revocation/answer.ts';

const WAITING: Record<NonNullable<RevocationAnswer['waitingFor']>, string> = {
  'stream-end': 'waiting for the stream to end',
  settling: 'waiting: an encoder that connected just before the deletion may still go live',
  key: 'waiting for IVS to create the new key',
  turn: 'waiting for another scheduled function to finish its requests to IVS',
};

/**
 * The steps that were made since the answer before, one line each. It says where the new key's value
 * is, but never the value.
 *
 * @param before the previous answer; undefined for the first answer
 */
export function revocationProgress(
  before: Partial<RevocationAnswer> = {},
  now: RevocationAnswer,
): string[] {
  const isNew = (member: keyof RevocationAnswer) =>
    now[member] !== undefined && before[member] === undefined;
  const stopped = (now.stoppedStreamIds ?? []).filter(
    (id) => !before.stoppedStreamIds?.includes(id),
  );
  return [
    ...(before.revocationId === undefined ? [`revocation ${now.revocationId}`] : []),
    ...(isNew('keysDeletedAt') ? deletedKeys(now) : []),
    ...stopped.map((id) => `stopped stream ${id}`),
    ...(isNew('streamEndedAt') ? ['no stream uses the old key any more'] : []),
    ...(isNew('streamKeyArn') ? [`created ${now.streamKeyArn}`] : []),
    ...(now.waitingFor && now.waitingFor !== before.waitingFor ? [WAITING[now.waitingFor]] : []),
    ...(now.problem && now.problem !== before.problem
      ? [`failed, trying again: ${now.problem}`]
      : []),
    ...(now.outcome === 'revoked' ? [whereTheValueIs(now)] : []),
  ];
}

function deletedKeys({ deletedKeyArns = [] }: RevocationAnswer): string[] {
  if (deletedKeyArns.length === 0) return ['the channel had no stream key'];
  return deletedKeyArns.map((arn) => `deleted ${arn}: no encoder can go live with it any more`);
}

function whereTheValueIs({ secretName, streamKeyArn }: RevocationAnswer): string {
  return secretName === undefined
    ? `done; to get the new key's value: aws ivs get-stream-key --arn ${streamKeyArn}`
    : `done; the new key's value is in the secret ${secretName}: aws secretsmanager get-secret-value --secret-id ${secretName}`;
}
