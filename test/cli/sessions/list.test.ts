import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/context.ts';
import { ARN, paged, type Request, run, session, streamsIn } from './support.ts';

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

describe('sessions list --failed', () => {
  const failed = (n: number, more = {}) => ({
    ...{ ...session(n), state: 'failed', channelName: 'quiz-night' },
    ...{ failedAt: '2026-11-21T11:01:00.000Z', ...more },
  });

  test('shows when and why sessions of all channels failed in the last 7 days', async () => {
    const unstarted = failed(3, { startedAt: undefined, durationMs: undefined, code: 'Refused' });
    const answer = (_: string, payload: unknown) =>
      (payload as Request).nextToken === undefined
        ? { sessions: [failed(4, { reason: 'Transcode capacity exceeded.' })], nextToken: 'more' }
        : { sessions: [unstarted] };
    const { printed, invoked } = await run('sessions list --failed', answer);
    expect(printed).toBe(
      [
        `FAILED               NAME        CHANNEL${' '.repeat(50)}LASTED  WHY                                    STREAM`,
        `2026-11-21 12:01:00  quiz-night  ${ARN}  1m 00s  Transcode capacity exceeded.           st-4`,
        `2026-11-21 12:01:00  quiz-night  ${ARN}          ended before it started, code Refused  st-3`,
        '',
      ].join('\n'),
    );
    const asked = {
      failed: true,
      from: '2026-11-14T12:00:00.000Z',
      to: '2026-11-21T12:00:00.000Z',
    };
    expect(invoked.map(({ payload }) => payload)).toEqual([asked, { ...asked, nextToken: 'more' }]);
  });

  test('says so if IVS gave no reason', async () => {
    const { printed } = await run('sessions list --failed', () => ({ sessions: [failed(4)] }));
    expect(printed).toContain('IVS gave no reason');
  });

  test.each([
    [
      `--from 2026-11-20 --to 2026-11-21 ${ARN}`,
      { from: '2026-11-19T23:00:00.000Z', to: '2026-11-20T23:00:00.000Z', channelArn: ARN },
    ],
    [
      '--to 2026-11-09T00:00Z',
      { from: '2026-11-02T00:00:00.000Z', to: '2026-11-09T00:00:00.000Z' },
    ],
  ])('%s selects the time and the channel', async (options, asked) => {
    const { invoked } = await run(`sessions list --failed ${options}`, () => ({ sessions: [] }));
    expect(invoked[0]?.payload).toEqual({ failed: true, ...asked });
  });

  test('has no limit unless there is one', async () => {
    const many = (_: string, payload: unknown) => {
      const page = Number((payload as Request).nextToken ?? 0);
      const sessions = Array.from({ length: 20 }, (__, i) => failed(page * 20 + i));
      return { sessions, ...(page < 2 && { nextToken: `${page + 1}` }) };
    };
    expect(streamsIn((await run('sessions list --failed', many)).printed)).toHaveLength(60);
    const limited = await run('sessions list --failed --limit 30', many);
    expect(streamsIn(limited.printed)).toHaveLength(30);
  });

  test('says so if nothing failed', async () => {
    const { printed } = await run('sessions list --failed', () => ({ sessions: [] }));
    expect(printed).toBe('No session failed from 2026-11-14 13:00:00 to 2026-11-21 13:00:00.\n');
  });

  test.each([
    ['', 'channel: expected a channel, or --failed'],
    [`${ARN} --from 2026-11-20`, '--from: expected together with --failed'],
    [`${ARN} --to 2026-11-20`, '--to: expected together with --failed'],
    ['--failed --from 2026-11-22', '--from: expected a time before now, the default of --to'],
  ])('"sessions list %s" is refused', async (options, message) => {
    const error = await run(`sessions list ${options}`.trim()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toHaveProperty('message', expect.stringContaining(message));
  });
});
