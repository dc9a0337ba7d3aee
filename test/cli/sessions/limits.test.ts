import { describe, expect, test } from 'vitest';
import { type Request, run } from './support.ts';

describe('sessions limits', () => {
  const breach = {
    at: '2026-11-21T11:00:00.000Z',
    ...{ limit: 'Concurrent Viewers', value: 15_000, exceededBy: 212, unit: 'viewers' },
  };
  const other = { at: '2026-11-20T11:00:00.000Z', limit: 'Concurrent Broadcasts' };
  const answer = (_: string, payload: unknown) =>
    (payload as Request).nextToken
      ? { breaches: [other] }
      : { breaches: [breach], nextToken: 'more' };

  test('prints every page', async () => {
    const { printed, invoked } = await run('sessions limits', answer);
    expect(printed.split('\n')).toEqual([
      'TIME                 LIMIT               ALLOWED  EXCEEDED BY  UNIT',
      '2026-11-21 12:00:00  Concurrent Viewers   15,000          212  viewers',
      'TIME                 LIMIT',
      '2026-11-20 12:00:00  Concurrent Broadcasts',
      '',
    ]);
    expect(invoked.map(({ payload }) => payload)).toEqual([
      { account: true },
      { account: true, nextToken: 'more' },
    ]);
  });

  test('with --json prints a line for each breach, and nothing if there is none', async () => {
    const { printed } = await run('sessions limits', answer, { json: true });
    expect(printed).toBe(`${JSON.stringify(breach)}\n${JSON.stringify(other)}\n`);
    const none = () => ({ breaches: [] });
    expect((await run('sessions limits', none, { json: true })).printed).toBe('');
    expect((await run('sessions limits', none)).printed).toMatch(/^No breach/);
  });
});
