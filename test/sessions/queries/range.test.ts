import { expect, test } from 'vitest';
import type { AccountAnswer } from '../../../src/sessions/queries/account.ts';
import type { SessionsAnswer } from '../../../src/sessions/queries/list.ts';
import type { TotalsAnswer } from '../../../src/sessions/queries/totals.ts';
import { foldHealth } from '../../../src/sessions/timeline/fold-health.ts';
import { CHANNEL_ARN } from '../../support/ivs-events.ts';
import { sessionQueries } from '../../support/session-queries.ts';

const ID = (i: number) => ({
  channelArn: CHANNEL_ARN,
  streamId: `st-${String(i).padStart(4, '0')}`,
});
/** Session `i` starts `i` minutes after midnight, and ends 30 s later. */
const minute = (i: number) => new Date(Date.UTC(2026, 10, 21, 0, i)).toISOString();
const half = (i: number) => new Date(Date.UTC(2026, 10, 21, 0, i, 30)).toISOString();

async function withSessions(count: number) {
  const world = sessionQueries();
  for (let i = 0; i < count; i++) {
    await world.sessions.addFact(ID(i), 'started', { at: minute(i), id: 'x' });
    await world.sessions.addFact(ID(i), 'ended', { at: half(i), id: 'y', expires: 9e9 });
    if (i % 3) await world.sessions.markFinalized(ID(i), 'ENDED#2026-11-21');
  }
  return world;
}

const DAY = { from: '2026-11-21', to: '2026-11-22' };
const streams = (pages: SessionsAnswer[]) =>
  pages.flatMap(({ sessions }) => sessions.map((one) => one.streamId));
const ids = (count: number) => Array.from({ length: count }, (_, i) => ID(i).streamId);

test('the pages of a range hold every session once, oldest first', async () => {
  const { pages } = await withSessions(1_030);
  const answers = await pages<SessionsAnswer>(DAY);
  expect(answers.map(({ sessions }) => sessions.length)).toEqual([500, 500, 30]);
  expect(streams(answers)).toEqual(ids(1_030));
  const few = await pages<SessionsAnswer>({
    ...{ from: minute(10), to: '2026-11-21T01:12:00+01:00', channelArn: CHANNEL_ARN },
  });
  expect(streams(few)).toEqual(['st-0010', 'st-0011']);
});

test('an answer stays far below the limit of Lambda, however much is known of each session', async () => {
  const { pages, context } = await withSessions(130);
  const health = foldHealth([], {});
  for (let i = 0; i < 130; i++) {
    const takeovers = Array.from({ length: 50 }, () => ({
      ...{ at: minute(i), outcome: 'refused' as const, code: '\u{1F4A9}'.repeat(256) },
    }));
    const details = { ...ID(i), health: { ...health, takeovers }, finalizedAt: minute(i) };
    await context.details.put(details, 9e9);
  }
  for (const query of [DAY, { channelArn: CHANNEL_ARN }]) {
    const answers = await pages<SessionsAnswer>(query);
    expect(streams(answers).sort()).toEqual(ids(130));
    const sizes = answers.map((answer) => Buffer.byteLength(JSON.stringify(answer)));
    expect(Math.max(...sizes)).toBeLessThan(2_600_000);
    expect(answers.length).toBe(Math.ceil(130 / Math.floor(2_500_000 / (51_200 * 1.03))));
  }
});

test('totals are the sums over a day, or over a channel', async () => {
  const { ask, context } = await withSessions(120);
  const viewers = { ...{ viewerSeconds: 1, coveredSeconds: 1, lastAt: minute(9), lastCount: 1 } };
  await context.viewers.put({ ...ID(9), peak: 7, peakAt: minute(9), ...viewers }, undefined, 9e9);
  const totals = {
    ...{
      sessions: 120,
      live: 0,
      failed: 0,
      repaired: 0,
      hours: 1,
      peakViewers: 7,
      peakAt: minute(9),
    },
  };
  for (const of of [{ day: '2026-11-21' }, { channelArn: CHANNEL_ARN }])
    expect(await ask({ totals: true, ...of })).toEqual({ totals });
  expect(await ask({ totals: true, day: '2026-11-20', channelArn: CHANNEL_ARN })).toEqual({
    totals: { sessions: 0, live: 0, failed: 0, repaired: 0, hours: 0 },
  });
});

test.each([
  [DAY],
  [{ totals: true, day: '2026-11-21' }],
  [{ totals: true, channelArn: CHANNEL_ARN }],
])('the query %j continues in the next page when no time is left', async (query) => {
  const { pages, clock } = await withSessions(120);
  const answers = await pages(query, { deadline: clock.now() + 4_000 });
  expect(answers.length).toBe(4);
  if ('totals' in query)
    expect((answers as TotalsAnswer[]).map(({ totals }) => totals.sessions)).toEqual([
      ...[50, 100, 120, 120],
    ]);
  else expect(streams(answers as SessionsAnswer[])).toEqual(ids(120));
});

test("the account's own limit breaches are answered newest first, in pages", async () => {
  const { sessions, pages } = sessionQueries();
  for (let i = 0; i < 130; i++)
    await sessions.putEvent({
      ...{ expiresAt: 9e9, repaired: false },
      event: {
        ...{
          id: `id-${i}`,
          time: minute(i),
          account: '1',
          region: 'r',
          name: 'Concurrent Viewers',
        },
        detailType: 'IVS Limit Breach',
        detail: { limit_value: 15_000, exceeded_by: i, limit_unit: 'viewers' },
      },
    });
  const answers = await pages<AccountAnswer>({ account: true });
  expect(answers.map(({ breaches }) => breaches.length)).toEqual([100, 30]);
  expect(answers[0]?.breaches[0]).toEqual({
    ...{ at: minute(129), limit: 'Concurrent Viewers', value: 15_000, unit: 'viewers' },
    exceededBy: 129,
  });
});
