import { expect, test } from 'vitest';
import { getSessions } from '../../src/sessions/get-sessions.ts';
import type { SessionsAnswer } from '../../src/sessions/queries/list.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import { fakeClock } from '../support/clock.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { memoryCursorStore } from '../support/leases.ts';
import {
  memoryDetailStore,
  memoryViewerDayStore,
  memoryViewerStore,
} from '../support/memory-details.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { recordObservability } from '../support/observability.ts';

const accountRegion = { region: 'us-west-2', account: '123456789012' };
const time = (i: number) => new Date(Date.UTC(2026, 10, 21, 12, i)).toISOString();

async function withSessions(count: number) {
  const store = memorySessionStore();
  const seen = recordObservability();
  for (let i = 0; i < count; i++) {
    const id = { channelArn: CHANNEL_ARN, streamId: `st-${String(i).padStart(3, '0')}` };
    await store.addFact(id, 'started', { at: time(i), id: 'x' });
  }
  const ask = async (input: unknown, from: SessionStore = store) =>
    getSessions(input, {
      ...seen,
      ...{ store: from, details: memoryDetailStore(), viewers: memoryViewerStore() },
      ...{ cursors: memoryCursorStore(), viewerDays: memoryViewerDayStore() },
      ...{ clock: fakeClock(), deadline: Number.POSITIVE_INFINITY, accountRegion },
    }) as Promise<SessionsAnswer>;
  return { store, ask, seen };
}

test.each([
  [{ channelArn: CHANNEL_ARN }, [50, 50, 50, 50, 50]],
  [{ live: true }, [100, 100, 50]],
])('the pages of %j hold every session once, newest first', async (query, sizes) => {
  const { ask } = await withSessions(250);
  const pages = [await ask(query)];
  while (pages.at(-1)?.nextToken)
    pages.push(await ask({ ...query, nextToken: pages.at(-1)?.nextToken }));
  expect(pages.map(({ sessions }) => sessions.length)).toEqual(sizes);
  const started = pages.flatMap(({ sessions }) => sessions.map((one) => one.startedAt));
  expect(started).toEqual(Array.from({ length: 250 }, (_, i) => time(249 - i)));
});

test('a last page that is full has no token', async () => {
  const { ask } = await withSessions(100);
  expect(await ask({ live: true })).not.toHaveProperty('nextToken');
});

test('the query home answers the region and account, and cannot be combined or paged', async () => {
  const { ask } = await withSessions(0);
  expect(await ask({ home: true })).toEqual(accountRegion);
  await expect(ask({ home: true, nextToken: 'a' })).rejects.toMatchObject({ field: 'nextToken' });
  await expect(ask({ home: true, live: true })).rejects.toMatchObject({ field: 'home' });
});

test('a query for one session answers it, or an empty list if it is not known', async () => {
  const { ask } = await withSessions(2);
  const found = await ask({ channelArn: CHANNEL_ARN, streamId: 'st-001' });
  expect(found).toMatchObject({ sessions: [{ streamId: 'st-001', state: 'live' }] });
  expect(await ask({ channelArn: CHANNEL_ARN, streamId: 'st-9' })).toEqual({ sessions: [] });
});

test('a session that has ended is left out even if the index still lists it as live', async () => {
  const { store, ask } = await withSessions(3);
  const lagging = { ...store, list: always(await store.list({ phase: 'LIVE' }, 50)) };
  await store.addFact({ channelArn: CHANNEL_ARN, streamId: 'st-001' }, 'ended', {
    ...{ at: time(9), id: 'y', expires: 0 },
  });
  const { sessions } = await ask({ live: true }, lagging);
  expect(sessions.map((one) => one.streamId)).toEqual(['st-002', 'st-000']);
});

const always =
  <T>(answer: T) =>
  async () =>
    answer;

const other = 'arn:aws:ivs:eu-west-1:123456789012:channel/aB1cD2eF3gH4';
test.each([
  ['a string instead of an object', 'live', 'request'],
  ['no members', {}, 'channelArn'],
  ['a channel id instead of an ARN', { channelArn: 'aB1cD2eF3gH4' }, 'channelArn'],
  ['a channel of another region', { channelArn: other }, 'channelArn'],
  ['a stream without its channel', { streamId: 'st-1' }, 'channelArn'],
  ['an invalid stream id', { channelArn: CHANNEL_ARN, streamId: 'a#b' }, 'streamId'],
  ['live: false', { live: false }, 'live'],
  ['live and a channel', { live: true, channelArn: CHANNEL_ARN }, 'channelArn'],
  ['a misspelt member', { channelARN: CHANNEL_ARN }, 'channelARN'],
  ['an invented token', { live: true, nextToken: 'bm90aGluZw' }, 'nextToken'],
  ['an empty token', { live: true, nextToken: '' }, 'nextToken'],
  [
    'an invalid token and one session',
    { channelArn: CHANNEL_ARN, streamId: 'st-1', nextToken: 'x' },
    'nextToken',
  ],
  ['totals without a day or channel', { totals: true }, 'day'],
  ['totals: false', { totals: false }, 'totals'],
  ['a day that does not exist', { totals: true, day: '2026-02-30' }, 'day'],
  ['a day without totals', { channelArn: CHANNEL_ARN, day: '2026-11-21' }, 'day'],
  ['totals of a stream', { totals: true, channelArn: CHANNEL_ARN, streamId: 'st-1' }, 'streamId'],
  ['viewers without a day', { viewers: true }, 'day'],
  [
    'viewers and a channel',
    { viewers: true, day: '2026-11-21', channelArn: CHANNEL_ARN },
    'channelArn',
  ],
  ['viewers and a token', { viewers: true, day: '2026-11-21', nextToken: 'a' }, 'nextToken'],
  ['viewers and totals', { viewers: true, totals: true, day: '2026-11-21' }, 'viewers'],
  ['failed without a range', { failed: true }, 'from'],
  ['failed and a day', { failed: true, day: '2026-11-21' }, 'day'],
  [
    'failed and a stream',
    { failed: true, from: '2026-11-20', to: '2026-11-21', streamId: 'st-1' },
    'streamId',
  ],
  ['a range without an end', { from: '2026-11-21' }, 'to'],
  ['a range without a start', { to: '2026-11-21', channelArn: CHANNEL_ARN }, 'from'],
  ['a time without a time zone', { from: '2026-11-21T18:00:00', to: '2026-11-22' }, 'from'],
  ['a time that does not exist', { from: '2026-11-20', to: '2026-11-31' }, 'to'],
  ['a range that ends before it starts', { from: '2026-11-21', to: '2026-11-20T23:59:59Z' }, 'to'],
  ['an empty range', { from: '2026-11-21', to: '2026-11-21T00:00:00Z' }, 'to'],
  ['a range that is too long', { from: '2024-11-21', to: '2026-11-21' }, 'to'],
  ['a stream in a range', { from: '2026-11-20', to: '2026-11-21', streamId: 'st-1' }, 'streamId'],
  ['live and a range', { live: true, from: '2026-11-20', to: '2026-11-21' }, 'from'],
  ['the account and a channel', { account: true, channelArn: CHANNEL_ARN }, 'channelArn'],
  ['account: "true"', { account: 'true' }, 'account'],
])('a request with %s is an InputError that names the field', async (_what, input, field) => {
  const { ask, seen } = await withSessions(0);
  await expect(ask(input)).rejects.toMatchObject({ name: 'InputError', field });
  expect(seen.counts).toEqual({ InvalidRequests: 1 });
  expect(seen.lines).toMatchObject([{ level: 'warn', fields: { field } }]);
});

test('a page token of another query is refused', async () => {
  const { ask } = await withSessions(110);
  const { nextToken } = await ask({ live: true });
  await expect(ask({ channelArn: CHANNEL_ARN, nextToken })).rejects.toMatchObject({
    field: 'nextToken',
  });
});
