import { describe, expect, test } from 'vitest';
import { ARN, type Request, run } from './support.ts';

describe('sessions totals', () => {
  const answer = (_: string, payload: unknown) =>
    (payload as Request).nextToken
      ? { totals: { sessions: 5, hours: 1.5 } }
      : { totals: { sessions: 2 }, nextToken: 'go on' };

  test.each([
    ['sessions totals --day 2026-11-20', { day: '2026-11-20' }, '2026-11-20 (UTC)'],
    ['sessions totals', { day: '2026-11-21' }, '2026-11-21 (UTC)'],
    [`sessions totals --channel ${ARN}`, { channelArn: ARN }, ARN],
    [
      `sessions totals --channel ${ARN} --day 2026-11-20`,
      { channelArn: ARN, day: '2026-11-20' },
      `${ARN}, 2026-11-20 (UTC)`,
    ],
  ])('"%s" invokes the function until the count is finished', async (args, of, title) => {
    const { printed, invoked } = await run(args, answer);
    expect(printed).toBe(`${title}\n  sessions  5\n  hours     1.5\n`);
    expect(invoked.map(({ payload }) => payload)).toEqual([
      { totals: true, ...of },
      { totals: true, ...of, nextToken: 'go on' },
    ]);
  });

  test('with --json prints one object', async () => {
    const { printed } = await run('sessions totals', answer, { json: true });
    expect(JSON.parse(printed)).toEqual({ day: '2026-11-21', totals: { sessions: 5, hours: 1.5 } });
  });

  test.each(['--day 2026-02-30', '--day today'])('refuses %s', async (options) => {
    await expect(run(`sessions totals ${options}`)).rejects.toHaveProperty('exitCode', 1);
  });
});
