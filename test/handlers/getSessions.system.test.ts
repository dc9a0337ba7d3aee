import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseIvsEvent } from '../../src/ivs/events.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { recorderOf } from '../support/recorder.ts';
import { startTable } from '../support/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
let ask: (event: unknown) => Promise<unknown>;
beforeAll(async () => {
  table = await startTable();
  for (const [name, value] of Object.entries(await tableEnvironment(table.table)))
    vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/getSessions.ts');
  ask = (event) => handler(event, lambdaContext('getSessions'));
  for (const name of ['session-created', 'stream-start', 'limit-concurrent-viewers']) {
    const parsed = parseIvsEvent(sample(name));
    if (parsed.kind === 'foreign') throw new Error('not an event of ours');
    const store = dynamoSessionStore(table.table, systemClock);
    await recordEvent(recorderOf(store), classify(parsed.event));
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await table.close();
});

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));

const withQuery = (queryStringParameters: Record<string, string>) => ({
  ...sample('http-get-sessions'),
  queryStringParameters,
});

test.each([
  'invoke-get-sessions-live',
  'invoke-get-sessions-channel',
  'invoke-get-sessions-stream',
])('events/%s.json is answered with the session', async (name) => {
  expect(await ask(sample(name))).toMatchObject({
    sessions: [
      {
        channelArn: expect.stringContaining(':channel/'),
        streamId: expect.stringMatching(/^st-/),
        state: 'live',
        createdAt: expect.stringMatching(/Z$/),
        startedAt: expect.stringMatching(/Z$/),
      },
    ],
  });
});

test('the answer about one session has its timeline and its health', async () => {
  expect(await ask(sample('invoke-get-sessions-stream'))).toMatchObject({
    sessions: [{ health: { events: 2 } }],
    timeline: [{ name: 'Session Created' }, { name: 'Stream Start', sinceStartMs: 0 }],
  });
});

test('requests for totals, for a time range and for the account are answered', async () => {
  for (const name of ['totals-day', 'totals-channel'])
    expect(await ask(sample(`invoke-get-sessions-${name}`))).toEqual({
      totals: { sessions: 1, live: 1, failed: 0, repaired: 0, hours: expect.any(Number) },
    });
  expect(await ask(sample('invoke-get-sessions-range'))).toMatchObject({
    sessions: [{ state: 'live' }],
  });
  expect(await ask(sample('invoke-get-sessions-account'))).toEqual({
    breaches: [{ ...{ at: '2026-03-14T19:10:02.000Z', limit: 'Concurrent Viewers' }, ...VIEWERS }],
  });
  const http = (await ask(sample('http-get-sessions-totals'))) as { body: string };
  expect(JSON.parse(http.body)).toMatchObject({ totals: { sessions: 1, live: 1 } });
});
const VIEWERS = { value: 15_000, unit: 'viewers', exceededBy: 212 };

test.each(['http-get-sessions', 'http-get-sessions-live'])(
  'events/%s.json is answered with status 200',
  async (name) => {
    const answer = await ask(sample(name));
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: expect.any(String),
    });
    const { body } = answer as { body: string };
    expect(JSON.parse(body)).toMatchObject({ sessions: [{ state: 'live' }] });
  },
);

test.each([
  [{}, 'channelArn'],
  [{ live: 'yes' }, 'live'],
  [{ live: 'true', nextToken: 'made-up' }, 'nextToken'],
  [{ channel: 'x' }, 'channel'],
  [{ totals: 'true', day: 'today' }, 'day'],
  [{ account: 'yes' }, 'account'],
  [{ from: '2026-03-15', to: '2026-03-14' }, 'to'],
])(
  'an HTTP request with %j is answered with status 400 and the name of the field',
  async (query, field) => {
    const answer = (await ask(withQuery(query))) as { statusCode: number; body: string };
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ field, message: expect.stringContaining(field) });
  },
);

test('a direct invoke with invalid input fails with an error that names the field', async () => {
  await expect(ask(sample('bad-get-sessions'))).rejects.toMatchObject({
    name: 'InputError',
    message: 'channelArn: expected the ARN of an IVS channel, received "quiz-night"',
  });
});
