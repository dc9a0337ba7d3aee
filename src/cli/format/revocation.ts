import type { RevocationAnswer } from '../../revocation/revoke-stream-keys.ts';

/** What `revokeStreamKey` answers. */
export type RevocationView = RevocationAnswer;

const WAITING: Record<NonNullable<RevocationView['waitingFor']>, string> = {
  'stream-end': 'waiting for the stream to end',
  settling: 'waiting: somebody may have connected with the old key just before, and go live yet',
  key: 'waiting: IVS has not made the new key yet',
  turn: 'waiting for another scheduled function to finish its turn with IVS',
};

/**
 * What is new since the answer before, in lines. Never the new key's value: where it is.
 *
 * @param before absent for the first answer
 */
export function revocationProgress(
  before: Partial<RevocationView> = {},
  now: RevocationView,
): string[] {
  const isNew = (member: keyof RevocationView) =>
    now[member] !== undefined && before[member] === undefined;
  const stopped = (now.stoppedStreamIds ?? []).filter(
    (id) => !before.stoppedStreamIds?.includes(id),
  );
  return [
    ...(before.revocationId === undefined ? [`revocation ${now.revocationId}`] : []),
    ...(isNew('keysDeletedAt') ? deleted(now) : []),
    ...stopped.map((id) => `stopped stream ${id}`),
    ...(isNew('streamEndedAt') ? ['no stream of the old key is left'] : []),
    ...(isNew('streamKeyArn') ? [`made ${now.streamKeyArn}`] : []),
    ...(now.waitingFor && now.waitingFor !== before.waitingFor ? [WAITING[now.waitingFor]] : []),
    ...(now.problem && now.problem !== before.problem ? [`tried again soon: ${now.problem}`] : []),
    ...(now.outcome === 'revoked' ? [whereItIs(now)] : []),
  ];
}

function deleted({ deletedKeyArns = [] }: RevocationView): string[] {
  if (deletedKeyArns.length === 0) return ['the channel had no key'];
  return deletedKeyArns.map((arn) => `deleted ${arn}: nobody can go live with it any more`);
}

function whereItIs({ secretName, streamKeyArn }: RevocationView): string {
  return secretName === undefined
    ? `done; the new key's value: aws ivs get-stream-key --arn ${streamKeyArn}`
    : `done; the new key's value is in the secret ${secretName}: aws secretsmanager get-secret-value --secret-id ${secretName}`;
}
