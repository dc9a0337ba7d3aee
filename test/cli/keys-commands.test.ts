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

/** Returns the answers one after the other, and the last one again and again. Errors are thrown. */
function answers(...all: unknown[]) {
  return () => {
    const next = all.length > 1 ? all.shift() : all[0];
    if (next instanceof Error) throw next;
    return next;
  };
}
const revoke = (answer: () => unknown, args: string[] = [], more = {}) =>
  runCommands(addKeysCommands, ['keys', 'revoke', ARN, '--yes', ...args], answer, more);

/** Without `--yes`. @param streams what explainChannels says about the channel */
const revokeAsking = (streams: unknown, more = {}) =>
  runCommands(
    addKeysCommands,
    ['keys', 'revoke', ARN],
    (name) => {
      if (name !== 'explainChannels') return done;
      if (streams instanceof Error) throw streams;
      return { channelArn: ARN, name: 'quiz\u001b[2J', streams };
    },
    more,
  );

describe('keys revoke', () => {
  test('prints each step once, polls with the same revocation id, and ends when there is a new key', async () => {
    const waiting = { ...stopped, waitingFor: 'stream-end' };
    const { printed, invoked } = await revoke(
      answers({ ...open, waitingFor: 'turn' }, waiting, waiting, { ...done, secretName: 'ivs/a' }),
    );
    expect(printed.trimEnd().split('\n')).toEqual([
      'revocation r-1',
      'waiting for another scheduled function to finish its requests to IVS',
      `deleted ${OLD}: no encoder can go live with it any more`,
      'stopped stream st-1',
      'waiting for the stream to end',
      'no stream uses the old key any more',
      `created ${NEW}`,
      "done; the new key's value is in the secret ivs/a: aws secretsmanager get-secret-value --secret-id ivs/a",
    ]);
    expect(invoked).toHaveLength(4);
    const [first, ...others] = invoked.map(({ payload }) => payload);
    expect(first).toEqual({ channelArn: ARN, revocationId: expect.stringMatching(/^cli-/) });
    for (const payload of others) expect(payload).toEqual({ channelArn: ARN, revocationId: 'r-1' });
  });

  test('without a secret, prints the AWS CLI command that shows the new value', async () => {
    const { printed } = await revoke(answers(done));
    expect(printed).toContain(`aws ivs get-stream-key --arn ${NEW}`);
  });

  test('with --json prints only the last answer', async () => {
    const { printed } = await revoke(answers(open, done), [], { json: true });
    expect(JSON.parse(printed)).toEqual(done);
  });

  test('continues to poll while the stage does not answer, but fails if the first request fails', async () => {
    const unreachable = new CliError('nothing answers');
    const { printed } = await revoke(answers(stopped, unreachable, unreachable, done));
    expect(printed.match(/failed, trying again: nothing answers/g)).toHaveLength(1);
    await expect(revoke(answers(unreachable))).rejects.toThrow('nothing answers');
  });

  /** @param found what explainChannels finds for the name or the id */
  const revokeNamed = (text: string, found: string, args: string[] = [], more = {}) =>
    runCommands(
      addKeysCommands,
      ['keys', 'revoke', text, ...args],
      (name, payload) => {
        if (name !== 'explainChannels') return done;
        if ('find' in Object(payload)) return { channels: [{ channelArn: found, name: text }] };
        return { channelArn: found, name: text, streams: { state: 'offline' } };
      },
      more,
    );

  test('by an id it does not ask while the channel is offline; by a name it always asks, with the ARN', async () => {
    const questions: string[] = [];
    const confirm = async (question: string) => questions.push(question) > 0;
    const byId = await revokeNamed('Qz7nWk3LpR5t', ARN, [], { confirm });
    expect(questions).toEqual([]);
    expect(byId.invoked.at(-1)?.payload).toMatchObject({ channelArn: ARN });
    const byName = await revokeNamed('quiz-night', ARN, [], { confirm });
    expect(questions).toEqual([`quiz-night is ${ARN}. Revoke its key?`]);
    expect(byName.invoked.at(-1)?.payload).toMatchObject({ channelArn: ARN });
    // A name may look like an id.
    await revokeNamed('morningshow1', ARN, [], { confirm });
    expect(questions[1]).toBe(`morningshow1 is ${ARN}. Revoke its key?`);
  });

  test('by a name it needs --yes without a terminal, and a no changes nothing', async () => {
    await expect(revokeNamed('quiz-night', ARN)).rejects.toThrow(
      `quiz-night is ${ARN}; cannot ask for confirmation without a terminal: add --yes to revoke its key`,
    );
    const yes = await revokeNamed('quiz-night', ARN, ['--yes']);
    expect(yes.invoked.at(-1)).toMatchObject({
      functionName: 'revokeStreamKey',
      payload: { channelArn: ARN },
    });
    const no = revokeNamed('quiz-night', ARN, [], { confirm: async () => false });
    await expect(no).rejects.toThrow('not revoked: nothing was changed');
  });

  test('revokes the key of a protected channel only with --protected', async () => {
    const { invoked } = await revoke(answers(done), ['--protected']);
    expect(invoked[0]?.payload).toMatchObject({ protected: true });
    const refused = revoke(answers({ ...open, state: 'done', outcome: 'protected' }));
    await expect(refused).rejects.toThrow(
      /is protected by a tag: nothing was done; add --protected/,
    );
  });

  test('fails if the channel does not exist, or if the revocation takes too long', async () => {
    const gone = revoke(answers({ ...open, state: 'done', outcome: 'gone' }));
    await expect(gone).rejects.toThrow(CliError);
    await expect(revoke(answers(open))).rejects.toThrow(/the stage continues it every minute/);
  });

  test('asks before it cuts a show off', async () => {
    const questions: string[] = [];
    const yes = async (question: string) => questions.push(question) > 0;
    const { invoked } = await revokeAsking({ state: 'live' }, { confirm: yes });
    expect(questions).toEqual(['quiz\ufffd[2J is live. Revoke its key and stop the stream?']);
    expect(invoked.map(({ functionName }) => functionName)).toEqual([
      ...['explainChannels', 'revokeStreamKey'],
    ]);
    const no = revokeAsking({ state: 'live' }, { confirm: async () => false });
    await expect(no).rejects.toThrow('not revoked: nothing was changed');
  });

  test.each([
    [
      'is live',
      { state: 'live' },
      /is live; cannot ask for confirmation without a terminal: add --yes/,
    ],
    [
      'may go live',
      { state: 'starting', streamId: 'st-1' },
      /a stream of .* is starting; cannot ask/,
    ],
    [
      'may be live',
      new CliError('access denied'),
      /not known whether .* is live \(access denied\)/,
    ],
  ])('without a terminal and --yes, refuses if the channel %s', async (_, streams, message) => {
    const refused = revokeAsking(streams);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(CliError);
  });

  test('does not ask if the channel is offline', async () => {
    const { printed } = await revokeAsking({ state: 'offline', streamId: 'st-1', since: 't' });
    expect(printed).toContain('done');
  });
});
