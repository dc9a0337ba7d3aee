import { expect, test } from 'vitest';
import { recordSessionEvent } from '../../src/sessions/record-session-event.ts';
import { toView } from '../../src/sessions/view.ts';
import { CHANNEL_ARN, rawEvent, STREAM_ID } from '../support/ivs-events.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { recordObservability } from '../support/observability.ts';
import { recorderOf } from '../support/recorder.ts';

function setUp() {
  const store = memorySessionStore();
  const seen = recordObservability();
  const accountRegion = { region: 'us-west-2', account: '123456789012' };
  const recorder = recorderOf(store);
  const record = (raw: unknown) => recordSessionEvent(raw, { ...seen, ...recorder, accountRegion });
  return { ...recorder, store, seen, record };
}

test('an event is stored unchanged, and its session with it', async () => {
  const { store, seen, record } = setUp();
  const raw = rawEvent({ name: 'Session Ended', detail: { code: 'StreamKeyReset', limit: 1e300 } });
  expect(await record(raw)).toEqual({
    recorded: true,
    name: 'Session Ended',
    channelArn: CHANNEL_ARN,
    streamId: STREAM_ID,
    summary: 'changed',
  });
  const time = '2026-11-21T12:00:00.000Z';
  const expiresAt = Date.parse('2027-02-19T12:00:00Z') / 1_000;
  expect([...store.events.values()]).toEqual([
    {
      pk: `CHANNEL#${CHANNEL_ARN}`,
      sk: `EVENT#${STREAM_ID}#${time}#${raw.id}`,
      id: raw.id,
      time,
      detailType: 'IVS Stream State Change',
      name: 'Session Ended',
      detail: JSON.stringify(raw.detail),
      receivedAt: '2026-11-21T12:00:00.000Z',
      expiresAt,
    },
  ]);
  expect([...store.summaries.values()].map(toView)).toMatchObject([
    { state: 'failed', channelName: 'Evening quiz', ingestEndedAt: time, code: 'StreamKeyReset' },
  ]);
  expect(seen.counts).toEqual({ EventsRecorded: 1 });
});

test('an event with an unknown name is stored and counted, and creates no session', async () => {
  const { store, seen, record } = setUp();
  for (const name of ['Stream Rewound', 'constructor'])
    expect(await record(rawEvent({ name }))).toMatchObject({ recorded: true, summary: 'none' });
  expect(store.events.size).toBe(2);
  expect(store.summaries.size).toBe(0);
  expect(seen.counts).toEqual({ UnknownEvents: 2 });
});

test("a breach of the account's own limit is stored without a channel", async () => {
  const { store, record } = setUp();
  const raw = rawEvent({
    detailType: 'IVS Limit Breach',
    name: 'Concurrent Broadcasts',
    channelArn: undefined,
    streamId: undefined,
  });
  expect(await record(raw)).toEqual({
    recorded: true,
    name: 'Concurrent Broadcasts',
    summary: 'none',
  });
  expect([...store.events.values()]).toMatchObject([
    { pk: 'ACCOUNT', sk: `EVENT#-#2026-11-21T12:00:00.000Z#${raw.id}` },
  ]);
});

test('a breach in the form of the schema registry is stored with its channel, and without a stream', async () => {
  const { store, seen, record } = setUp();
  const limit = { limit_value: 1_920, limit_unit: 'pixels per edge', exceeded_by: 640 };
  const raw = {
    ...rawEvent({ detailType: 'IVS Limit Breach' }),
    detail: { limit: 'Ingest Resolution', ...limit },
  };
  const [channelArn] = raw.resources;
  expect(await record(raw)).toEqual({
    recorded: true,
    name: 'Ingest Resolution',
    channelArn,
    summary: 'none',
  });
  expect([...store.events.values()]).toMatchObject([
    { sk: `EVENT#-#2026-11-21T12:00:00.000Z#${raw.id}`, name: 'Ingest Resolution' },
  ]);
  expect(seen.counts).toEqual({ EventsRecorded: 1 });
});

test('a session exists if only its starvation is known', async () => {
  const { store, record } = setUp();
  await record(rawEvent({ detailType: 'IVS Stream Health Change', name: 'Starvation Start' }));
  expect([...store.summaries.values()].map(toView)).toMatchObject([
    { state: 'created', seenAt: '2026-11-21T12:00:00.000Z' },
  ]);
});

test('an event of another detail-type is counted, not stored, and its detail is not logged', async () => {
  const { store, seen, record } = setUp();
  const raw = {
    ...rawEvent(),
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { responseElements: { streamKey: { value: 'sk_us-west-2_secret' } } },
  };
  expect(await record(raw)).toEqual({
    recorded: false,
    foreign: 'AWS API Call via CloudTrail',
  });
  expect(await record({ ...raw, region: '' })).toMatchObject({ field: 'region' });
  expect(store.events.size).toBe(0);
  expect(seen.counts).toEqual({ ForeignEvents: 1, InvalidEvents: 1 });
  expect(JSON.stringify(seen.lines)).not.toContain('secret');
});

const AT = '2026-11-21T12:00:00.000Z';
const IN_90_DAYS = Date.parse('2027-02-19T12:00:00.000Z') / 1_000;

test.each([
  ['ahead', '2026-11-21T12:05:00.001Z'],
  ['ahead', '9999-12-31T23:59:59.000Z'],
  ['old', '2025-11-21T11:59:59.999Z'],
  ['old', '0001-01-01T00:00:00.000Z'],
])(
  'an implausible time (%s: %s) is stored unchanged for the usual period, flagged, logged and counted',
  async (odd, time) => {
    const { store, seen, record } = setUp();
    expect(await record(rawEvent({ name: 'Stream End', time }))).toMatchObject({ recorded: true });
    expect([...store.events.values()]).toMatchObject([{ time, odd, expiresAt: IN_90_DAYS }]);
    expect([...store.summaries.values()]).toMatchObject([
      { ended: { at: time, odd }, expiresAt: IN_90_DAYS },
    ]);
    expect([...store.summaries.values()].map(toView)).toMatchObject([
      { endedAt: time, oddTime: true },
    ]);
    expect(seen.counts).toEqual({ EventsRecorded: 1, OddTimes: 1 });
    expect(seen.lines).toMatchObject([
      { level: 'info' },
      { level: 'warn', fields: { odd, time, receivedAt: AT } },
    ]);
  },
);

test.each(['2026-11-21T12:05:00.000Z', '2025-11-21T12:00:00.000Z'])(
  'a plausible time (%s) is not flagged, and the retention period starts at it',
  async (time) => {
    const { store, seen, record } = setUp();
    await record(rawEvent({ name: 'Stream End', time }));
    const expiresAt = Date.parse(time) / 1_000 + 90 * 86_400;
    expect([...store.events.values()]).toMatchObject([{ time, expiresAt }]);
    expect(JSON.stringify([...store.events.values(), ...store.summaries.values()])).not.toContain(
      'odd',
    );
    expect([...store.summaries.values()].map(toView)[0]).not.toHaveProperty('oddTime');
    expect(seen.counts).toEqual({ EventsRecorded: 1 });
  },
);

test('the first delivery decides whether a time is implausible: a later one changes nothing', async () => {
  const { store, clock, record } = setUp();
  const raws = ['Stream End', 'Starvation Start'].map((name) => {
    const detailType =
      name === 'Stream End' ? 'IVS Stream State Change' : 'IVS Stream Health Change';
    return rawEvent({ name, detailType, time: '2026-11-21T12:06:00.000Z' });
  });
  for (const raw of raws) await record(raw);
  const before = structuredClone([...store.events.values(), ...store.summaries.values()]);
  clock.advance(600_000);
  for (const raw of raws) await record(raw);
  expect([...store.events.values(), ...store.summaries.values()]).toEqual(before);
  expect(before).toMatchObject([{ odd: 'ahead' }, { odd: 'ahead' }, { ended: { odd: 'ahead' } }]);
});

test('a detail that is too large for an item is refused, and not logged', async () => {
  const { store, seen, record } = setUp();
  const detail = { note: 'x'.repeat(400_000) };
  expect(await record(rawEvent({ detail }))).toMatchObject({ recorded: false, field: 'detail' });
  expect(store.events.size).toBe(0);
  expect(JSON.stringify(seen.lines).length).toBeLessThan(2_000);
  expect(seen.counts).toEqual({ InvalidEvents: 1 });
});

const otherRegion = 'arn:aws:ivs:eu-west-1:123456789012:channel/aB1cD2eF3gH4';
const otherAccount = 'arn:aws:ivs:us-west-2:999999999999:channel/aB1cD2eF3gH4';
test.each([
  ['no content at all', null, 'event'],
  ['no channel', rawEvent({ channelArn: undefined }), 'resources[0]'],
  ['a channel of another region', rawEvent({ channelArn: otherRegion }), 'resources[0]'],
  ['a channel of another account', rawEvent({ channelArn: otherAccount }), 'resources[0]'],
  ['another region', rawEvent({ channelArn: otherRegion, region: 'eu-west-1' }), 'region'],
  ['another account', rawEvent({ channelArn: otherAccount, account: '999999999999' }), 'account'],
  [
    'an ARN that is too long',
    rawEvent({ channelArn: CHANNEL_ARN + 'a'.repeat(99) }),
    'resources[0]',
  ],
  ['a state change without a stream id', rawEvent({ streamId: undefined }), 'detail.stream_id'],
  ['an invalid stream id', rawEvent({ streamId: 'st-1#st-2' }), 'detail.stream_id'],
  ['no name', rawEvent({ name: '' }), 'detail.event_name'],
  ['an invalid time', rawEvent({ time: 'yesterday' }), 'time'],
  ['a year of six digits', rawEvent({ time: '+012026-11-21T12:00:00Z' }), 'time'],
  ['an id that is too long', rawEvent({ id: 'x'.repeat(2_000) }), 'id'],
])('an event with %s is answered with the wrong field', async (_what, raw, field) => {
  const { store, seen, record } = setUp();
  const answer = await record(raw);
  expect(answer).toMatchObject({ recorded: false, field });
  expect(store.events.size).toBe(0);
  expect(seen.counts).toEqual({ InvalidEvents: 1 });
  expect(seen.lines).toMatchObject([{ level: 'warn', fields: { field, event: raw } }]);
});

test('an error of the table is thrown, and a retry ends as if there had been no error', async () => {
  const { store, seen, bus, clock } = setUp();
  const failing = {
    ...store,
    addFact: () => Promise.reject(new Error('the table is unavailable')),
  };
  const raw = rawEvent();
  const context = { ...seen, bus, clock, retentionDays: 90, accountRegion: {} };
  await expect(recordSessionEvent(raw, { ...context, store: failing })).rejects.toThrow(
    'unavailable',
  );
  expect(store.events.size).toBe(0);
  await recordSessionEvent(raw, { ...context, store });
  expect(store.events.size).toBe(1);
  expect([...store.summaries.values()].map(toView)).toMatchObject([{ state: 'live' }]);
});
