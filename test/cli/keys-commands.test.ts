import { describe, expect, test } from 'vitest';
import { CliError } from '../../src/cli/context.ts';
import { addKeysCommands } from '../../src/cli/keys-commands.ts';
import { runCommands } from '../support/cli.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const OLD = 'arn:aws:ivs:us-west-2:123456789012:stream-key/aaaaaaaaaaaa';
const NEW = 'arn:aws:ivs:us-west-2:123456789012:stream-key/bbbbbbbbbbbb';

const open = { channelArn: ARN, revocationId: 'r-1', state: 'open' };
const stopped = {
  ...open,
  ...{ keysDeletedAt: 't', deletedKeyArns: [OLD], stoppedStreamIds: ['st-1'] },
};
const done = {
  ...{ ...stopped, state: 'done', outcome: 'revoked' },
  ...{ streamEndedAt: 't', streamKeyArn: NEW },
};

/** One answer after the other; an error is thrown, the last one stays. */
function answers(...all: unknown[]) {
  return () => {
    const next = all.length > 1 ? all.shift() : all[0];
    if (next instanceof Error) throw next;
    return next;
  };
}
const revoke = (answer: () => unknown, args: string[] = [], more = {}) =>
  runCommands(addKeysCommands, ['keys', 'revoke', ARN, ...args], answer, more);

describe('keys revoke', () => {
  test('tells each step once, asks again with the same id, and ends when there is a new key', async () => {
    const waiting = { ...stopped, waitingFor: 'stream-end' };
    const { printed, invoked } = await revoke(
      answers({ ...open, waitingFor: 'turn' }, waiting, waiting, { ...done, secretName: 'ivs/a' }),
    );
    expect(printed.trimEnd().split('\n')).toEqual([
      'revocation r-1',
      'waiting for another scheduled function to finish its turn with IVS',
      `deleted ${OLD}: nobody can go live with it any more`,
      'stopped stream st-1',
      'waiting for the stream to end',
      'no stream of the old key is left',
      `made ${NEW}`,
      "done; the new key's value is in the secret ivs/a: aws secretsmanager get-secret-value --secret-id ivs/a",
    ]);
    expect(invoked).toHaveLength(4);
    const [first, ...others] = invoked.map(({ payload }) => payload);
    expect(first).toEqual({ channelArn: ARN, revocationId: expect.stringMatching(/^cli-/) });
    for (const payload of others) expect(payload).toEqual({ channelArn: ARN, revocationId: 'r-1' });
  });

  test('says where the value is if there is no secret', async () => {
    const { printed } = await revoke(answers(done));
    expect(printed).toContain(`aws ivs get-stream-key --arn ${NEW}`);
  });

  test('prints the last answer alone as JSON', async () => {
    const { printed } = await revoke(answers(open, done), [], { json: true });
    expect(JSON.parse(printed)).toEqual(done);
  });

  test('goes on while the stage does not answer, once it was begun', async () => {
    const away = new CliError('nothing answers');
    const { printed } = await revoke(answers(stopped, away, away, done));
    expect(printed.match(/tried again soon: nothing answers/g)).toHaveLength(1);
    await expect(revoke(answers(away))).rejects.toThrow('nothing answers');
  });

  test('passes on that a protected channel is meant, and fails if it was not said', async () => {
    const { invoked } = await revoke(answers(done), ['--protected']);
    expect(invoked[0]?.payload).toMatchObject({ protected: true });
    const refused = revoke(answers({ ...open, state: 'done', outcome: 'protected' }));
    await expect(refused).rejects.toThrow(/is protected: nothing was done; say --protected/);
  });

  test('fails for a channel that is gone, and one that takes too long', async () => {
    const gone = revoke(answers({ ...open, state: 'done', outcome: 'gone' }));
    await expect(gone).rejects.toThrow(CliError);
    await expect(revoke(answers(open))).rejects.toThrow(/the stage goes on with it each minute/);
  });
});
