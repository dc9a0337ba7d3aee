import { describe, expect, test } from 'vitest';
import { ARN, paged, run, streamsIn } from './support.ts';

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

  test.each(['--limit 0', '--limit -1', '--limit many', '--limit 3 --all'])(
    'refuses %s',
    async (options) => {
      await expect(run(`sessions list ${ARN} ${options}`)).rejects.toMatchObject({
        name: expect.stringMatching(/^(CommanderError|InvalidArgumentError)$/),
      });
    },
  );
});
