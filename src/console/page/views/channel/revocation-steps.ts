import type { RevocationAnswer } from '../../../../revocation/answer.ts';

/** A step of a revocation, as its dialog shows it. */
export interface RevocationStep {
  state: 'done' | 'waiting' | 'failed';
  text: string;
  /** A command that shows the value of the new key. */
  command?: string;
}

const WAITING: Record<NonNullable<RevocationAnswer['waitingFor']>, string> = {
  'stream-end': 'Waiting for the stream to end.',
  settling:
    'Waiting: an encoder that connected just before the deletion may still go live. This can take 5 minutes.',
  key: 'Waiting for IVS to create the new key.',
  turn: 'Waiting for another scheduled function to finish its requests to IVS.',
};

/** What a revocation has done so far, and what it waits for. */
export function revocationSteps(answer: RevocationAnswer): RevocationStep[] {
  const { stoppedStreamIds = [], streamEndedAt, streamKeyArn, waitingFor, problem } = answer;
  return [
    ...deletedKeys(answer),
    ...stoppedStreamIds.map((id) => done(`Stream ${id} was stopped.`)),
    ...(streamEndedAt === undefined ? [] : [done('No stream uses the old key any more.')]),
    ...(streamKeyArn === undefined ? [] : [done(`${streamKeyArn} was created.`)]),
    ...(waitingFor && answer.state === 'open'
      ? [{ state: 'waiting' as const, text: WAITING[waitingFor] }]
      : []),
    ...(problem === undefined ? [] : [failed(`${problem}. It is tried again.`)]),
    ...outcome(answer),
  ];
}

function deletedKeys({ keysDeletedAt, deletedKeyArns = [] }: RevocationAnswer): RevocationStep[] {
  if (keysDeletedAt === undefined) return [];
  if (deletedKeyArns.length === 0) return [done('The channel had no stream key.')];
  return deletedKeyArns.map((arn) =>
    done(`${arn} was deleted: no encoder can go live with it any more.`),
  );
}

function outcome({ outcome, secretName, streamKeyArn }: RevocationAnswer): RevocationStep[] {
  if (outcome === 'gone') return [failed('The channel does not exist any more.')];
  if (outcome === 'protected')
    return [failed('A tag protects the channel or its key. Nothing was done.')];
  if (outcome !== 'revoked') return [];
  const command =
    secretName === undefined
      ? `aws ivs get-stream-key --arn ${streamKeyArn}`
      : `aws secretsmanager get-secret-value --secret-id ${secretName}`;
  const where = secretName === undefined ? 'only IVS has it' : `it is in the secret ${secretName}`;
  return [{ ...done(`Done. Give the broadcaster the value of the new key: ${where}.`), command }];
}

const done = (text: string): RevocationStep => ({ state: 'done', text });
const failed = (text: string): RevocationStep => ({ state: 'failed', text });
