import { describe, expect, test } from 'vitest';
import { ARN, paged, type Request, run, streamsIn } from './support.ts';

describe('sessions list', () => {
  test.each([
    [`sessions list ${ARN}`, 6, 3],
    [`sessions list ${ARN} --limit 3`, 3, 2],
    [`sessions list ${ARN} --limit 2`, 2, 1],
    [`sessions list ${ARN} --all`, 6, 3],
  ])('"%s" prints %d sessions with %d invocations', async (args, sessions, invocations) => {
    const { printed, invoked } = await run(args);
    expect(streamsIn(printed)).toHaveLength(sessions);
    expect(invoked).toHaveLength(invocations);
    expect(invoked[0]?.payload).toEqual({ channelArn: ARN });
  });

  test('prints twenty sessions without --limit and --all', async () => {
    const many = (name: string, payload: unknown) => ({ ...paged(name, payload), nextToken: '0' });
    expect(streamsIn((await run(`sessions list ${ARN}`, many)).printed)).toHaveLength(20);
  });

  test('completes a channel id with the account and region of the stage', async () => {
    const answer = (_: string, payload: unknown) =>
      (payload as Request).home
        ? { region: 'us-west-2', account: '123456789012' }
        : { sessions: [] };
    const { printed, invoked } = await run('sessions list Qz7nWk3LpR5t', answer);
    expect(printed).toBe('No session of this channel is recorded.\n');
    expect(invoked.map(({ payload }) => payload)).toEqual([{ home: true }, { channelArn: ARN }]);
  });

  test('refuses a text that is neither a channel id nor an ARN, without an invocation', async () => {
    const answer = () => expect.fail('no function may be invoked');
    await expect(run('sessions list quiz-night', answer)).rejects.toThrow(
      'channel: expected a channel id or ARN (arn:aws:ivs:<region>:<account>:channel/<id>), received "quiz-night"',
    );
    await expect(run('sessions list Qz7nWk3LpR5t', () => ({}))).rejects.toThrow(
      'the stage does not know its account and region, so the id Qz7nWk3LpR5t is not enough',
    );
  });

  test.each(['--limit 0', '--limit -1', '--limit many', '--limit 3 --all'])(
    'refuses %s',
    async (options) => {
      await expect(run(`sessions list ${ARN} ${options}`)).rejects.toMatchObject({
        name: expect.stringMatching(/^(CommanderError|InvalidArgumentError)$/),
      });
    },
  );
});
