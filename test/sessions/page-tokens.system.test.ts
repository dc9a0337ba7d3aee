import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditPage, dynamoAuditTrail } from '../../src/explain/audit-trail.ts';
import { isoTime, systemClock } from '../../src/platform/clock.ts';
import { dynamoCursorStore } from '../../src/platform/cursor.ts';
import { type GetSessionsAnswer, getSessions } from '../../src/sessions/get-sessions.ts';
import type { TotalsAnswer } from '../../src/sessions/queries/totals.ts';
import { readRequest } from '../../src/sessions/request.ts';
import { sessionStores } from '../../src/wiring/session-stores.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import fc from '../support/fast-check.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { recordObservability } from '../support/observability.ts';
import { startTable } from '../support/table.ts';

const accountRegion = { region: 'us-west-2', account: '123456789012' };
const DAY = '2026-11-21';
const AT = `${DAY}T12:00:00.000Z`;
const OTHER = 'arn:aws:ivs:us-west-2:123456789012:channel/zZ1cD2eF3gH4';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
  const { store } = sessionStores(table.table, systemClock);
  for (let i = 0; i < 60; i++) {
    const id = { channelArn: CHANNEL_ARN, streamId: `st-${i}` };
    await store.addFact(id, 'started', { at: isoTime(Date.parse(AT) + i), id: 'x' });
  }
});
afterAll(() => table.close());

function ask<T extends GetSessionsAnswer>(input: object, deadline = Number.POSITIVE_INFINITY) {
  const context = {
    ...recordObservability(),
    ...sessionStores(table.table, systemClock),
    ...{ cursors: dynamoCursorStore(table.table), clock: systemClock, accountRegion, deadline },
  };
  return getSessions(input, context) as Promise<T>;
}

/** A token as anybody can make it who has read the code. */
function forge(query: object, body: string): string {
  const scope = JSON.stringify(scopeOf(query));
  const digest = createHash('sha256').update(`${scope}\n${body}`).digest('base64url').slice(0, 12);
  return Buffer.from(digest + body).toString('base64url');
}

function scopeOf(input: object): unknown {
  const { query } = readRequest(input, accountRegion);
  if (query.kind === 'channel') return { channelArn: query.channelArn };
  if (query.kind === 'live') return { phase: 'LIVE' };
  return query.kind === 'one' ? query.id : query;
}

const QUERIES: Record<string, object> = {
  live: { live: true },
  channel: { channelArn: CHANNEL_ARN },
  one: { channelArn: CHANNEL_ARN, streamId: 'st-1' },
  account: { account: true },
  range: { from: DAY, to: '2026-11-22' },
  'range of a channel': { from: DAY, to: '2026-11-22', channelArn: CHANNEL_ARN },
  'failed sessions': { failed: true, from: DAY, to: '2026-11-22' },
  'failed sessions of a channel': {
    failed: true,
    from: DAY,
    to: '2026-11-22',
    channelArn: CHANNEL_ARN,
  },
  'totals of a day': { totals: true, day: DAY },
  'totals of a channel': { totals: true, channelArn: CHANNEL_ARN },
};
const refused = { name: 'InputError', field: 'nextToken' };

const BODIES: [string, string][] = [
  ['no JSON', '{'],
  ['nothing', ''],
  ['a time that does not exist', JSON.stringify(['2026-13-45T99:00:00.000Z', CHANNEL_ARN, 'st-1'])],
  ['a time in words', JSON.stringify(['yesterday', CHANNEL_ARN, 'st-1'])],
  ['a far year', JSON.stringify(['+275760-09-13T00:00:00.000Z', CHANNEL_ARN, 'st-1'])],
  ['a text for a channel', JSON.stringify([AT, 'quiz', 'st-1'])],
  ['a stream id that is too long', JSON.stringify([AT, CHANNEL_ARN, 's'.repeat(3_000)])],
  ['an event at a time in words', JSON.stringify({ time: 'x', id: 'y' })],
  ['an event id that is too long', JSON.stringify({ time: AT, id: 'y'.repeat(3_000) })],
];

test.each(
  Object.keys(QUERIES).flatMap((query) => BODIES.map(([what, body]) => [query, what, body])),
)('a forged token of the query %s with %s is refused', async (query = '', _what, body = '') => {
  const input = QUERIES[query] ?? {};
  await expect(ask({ ...input, nextToken: forge(input, body) })).rejects.toMatchObject(refused);
});

test('a position outside of what the query asks for is refused', async () => {
  const of = (query: object, at: string, channelArn: string) =>
    ask({ ...query, nextToken: forge(query, JSON.stringify([at, channelArn, 'st-1'])) });
  const { channel = {}, range = {} } = QUERIES;
  await expect(of(channel, AT, OTHER)).rejects.toMatchObject(refused);
  await expect(of(channel, AT, 'arn:aws:ivs:eu-west-1:1:channel/a')).rejects.toMatchObject(refused);
  await expect(of(range, '2026-11-22T00:00:00.000Z', OTHER)).rejects.toMatchObject(refused);
  await expect(of(range, AT, CHANNEL_ARN)).resolves.toMatchObject({ sessions: expect.any(Array) });
});

test('totals that a token brings along are not believed', async () => {
  for (const query of [QUERIES['totals of a day'] ?? {}, QUERIES['totals of a channel'] ?? {}]) {
    const position = [AT, CHANNEL_ARN, 'st-1'];
    const sums = { sessions: 1e6, live: 0, failed: 0, watchableMs: 1e12 };
    for (const body of [{ position, sums }, position]) {
      const nextToken = forge(query, JSON.stringify(body));
      await expect(ask({ ...query, nextToken })).rejects.toMatchObject(refused);
    }
  }
});

test('totals go on from the token of an answer that ran out of time, as often as it is sent', async () => {
  const query = { totals: true, channelArn: CHANNEL_ARN };
  const { nextToken, totals } = await ask<TotalsAnswer>(query, 0);
  expect(totals).toMatchObject({ sessions: 50 });
  for (let i = 0; i < 2; i++)
    expect(await ask({ ...query, nextToken })).toEqual({
      totals: expect.objectContaining({ sessions: 60, live: 60 }),
    });
  const day = { totals: true, day: DAY };
  await expect(ask({ ...day, nextToken })).rejects.toMatchObject(refused);
});

test('a token of the audit is refused unless it is of the same channel, and in the form of an answer', async () => {
  const trail = dynamoAuditTrail(table.table);
  for (const token of ['x', 'AUDIT#~', 'AUDIT#zzz#delete-channel', `AUDIT#${'a'.repeat(2_000)}`]) {
    const page = auditPage(CHANNEL_ARN, token, trail);
    await expect(page, token).rejects.toMatchObject(refused);
  }
});

test('whatever a token says, it gets an answer or an InputError', async () => {
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.tuple(fc.string(), fc.string(), fc.string()).map((all) => JSON.stringify(all)),
    fc.date({ noInvalidDate: true }).map((at) => JSON.stringify([at, CHANNEL_ARN, 'st-1'])),
    fc
      .record({ time: fc.date(), id: fc.string({ unit: 'binary' }) })
      .map((all) => JSON.stringify(all)),
  );
  const query = fc.constantFrom(...Object.values(QUERIES));
  await fc.assert(
    fc.asyncProperty(query, text, async (input, body) => {
      const nextToken = forge(input, body);
      const error = await ask({ ...input, nextToken }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error) expect(error).toMatchObject(refused);
    }),
    { numRuns: chaosRuns(100) },
  );
});
