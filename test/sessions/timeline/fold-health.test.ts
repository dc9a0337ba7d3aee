import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseIvsEvent } from '../../../src/ivs/events.ts';
import type { Facts } from '../../../src/sessions/facts.ts';
import type { RecordedEvent } from '../../../src/sessions/timeline/event.ts';
import { foldHealth } from '../../../src/sessions/timeline/fold-health.ts';
import { ends, second, sessionEvent, starts } from './events.ts';

const LIVE: Facts = { started: { at: second(0), id: 'x' } };
const over = (s: number): Facts => ({ ...LIVE, ended: { at: second(s), id: 'y' } });
const spell = (from?: number, to?: number) => ({
  ...(from !== undefined && { from: second(from) }),
  ...(to !== undefined && { to: second(to) }),
});

test.each<[string, RecordedEvent[], Facts, object[], number, number]>([
  ['no spell', [], LIVE, [], 0, 0],
  ['one spell', [starts(10), ends(17)], LIVE, [spell(10, 17)], 0, 7_000],
  [
    'two spells',
    [starts(10), ends(17), starts(20), ends(21)],
    LIVE,
    [spell(10, 17), spell(20, 21)],
    0,
    8_000,
  ],
  ['a spell that has not ended', [starts(10)], LIVE, [spell(10)], 0, 0],
  ['a spell that ends with the session', [starts(10)], over(30), [spell(10, 30)], 0, 20_000],
  ["an end after the session's end", [starts(10), ends(33)], over(30), [spell(10, 30)], 0, 20_000],
  ["a start after the session's end", [starts(31)], over(30), [], 0, 0],
  ['a missing start', [ends(5)], LIVE, [spell(undefined, 5)], 1, 0],
  ['a missing end', [starts(10), starts(20), ends(22)], LIVE, [spell(10), spell(20, 22)], 1, 2_000],
  [
    'a spell that ends in the second in which the next one starts',
    [starts(10), ends(17), starts(17), ends(20)],
    LIVE,
    [spell(10, 17), spell(17, 20)],
    0,
    10_000,
  ],
  ['a spell within one second', [starts(10), ends(10)], LIVE, [spell(10, 10)], 0, 0],
  [
    'a repaired start with a finer time than its end',
    [starts(10.4, { repaired: true }), ends(10)],
    LIVE,
    [spell(10.4, 10.4)],
    0,
    0,
  ],
  [
    'repairs of events that were delivered',
    [starts(10), starts(10.9, { repaired: true }), ends(17), ends(15.5, { repaired: true })],
    LIVE,
    [spell(10, 17)],
    0,
    7_000,
  ],
  [
    'repairs only',
    [starts(10, { repaired: true }), ends(17, { repaired: true })],
    LIVE,
    [spell(10, 17)],
    0,
    7_000,
  ],
  [
    'repairs of other spells',
    [starts(10), ends(12, { repaired: true }), starts(15, { repaired: true }), ends(17)],
    LIVE,
    [spell(10, 12), spell(15, 17)],
    0,
    4_000,
  ],
  [
    'implausible times',
    [starts(-9e8, { odd: 'old' }), starts(3), ends(4)],
    LIVE,
    [spell(3, 4)],
    0,
    1_000,
  ],
])('starvation is computed for %s', (_what, events, facts, spells, incomplete, totalMs) => {
  const { starvation } = foldHealth(events, facts);
  expect(starvation).toEqual({ spells, count: spells.length, incomplete, totalMs });
});

const sample = (name: string): RecordedEvent => {
  const parsed = parseIvsEvent(JSON.parse(readFileSync(`events/${name}.json`, 'utf8')));
  if (parsed.kind === 'foreign') throw new Error(`${name}.json is not an event about streams`);
  return parsed.event;
};

test('takeovers, breaches and unknown names are computed from the sample events', () => {
  const names = [
    ...['stream-takeover', 'stream-takeover-failure', 'limit-ingest-bitrate', 'bad-unknown-name'],
    ...['limit-ingest-resolution-total-pixels', 'stream-start', 'starvation-start'],
  ];
  expect(foldHealth(names.map(sample), {})).toEqual({
    starvation: {
      spells: [{ from: '2026-03-14T18:34:10.000Z' }],
      count: 1,
      incomplete: 0,
      totalMs: 0,
    },
    takeovers: [
      { at: '2026-03-14T18:52:30.000Z', outcome: 'taken-over' },
      {
        at: '2026-03-14T18:55:02.000Z',
        outcome: 'refused',
        code: 'StreamTakeoverInvalidPriority',
      },
    ],
    breaches: [
      {
        at: '2026-03-14T18:41:05.000Z',
        limit: 'Ingest Bitrate',
        value: 8_500_000,
        unit: 'bits per second',
        exceededBy: 1_312_000,
      },
      {
        at: '2026-03-14T18:41:06.000Z',
        limit: 'Ingest Resolution',
        value: 2_073_600,
        unit: 'total pixels',
        exceededBy: 1_612_800,
      },
    ],
    recordings: [],
    counts: { takeovers: 2, breaches: 2, recordings: 0 },
    unknownEvents: 1,
    events: 7,
  });
});

test('the start and the end of a recording make one entry, with the merged streams', () => {
  const { recordings } = foldHealth(['recording-end', 'recording-start'].map(sample), {});
  expect(recordings).toEqual([
    {
      bucket: 'quiz-night-recordings',
      prefix: 'ivs/v1/123456789012/Qz7nWk3LpR5t/2026/03/14/18/29/7GkWp2XvQd4R',
      recordingSessionId: '7GkWp2XvQd4RmJ8s',
      status: 'recorded',
      startedAt: '2026-03-14T18:29:52.000Z',
      endedAt: '2026-03-14T19:36:20.000Z',
      durationMs: 3_772_400,
      streamIds: ['st-1ShFq4Tn8bWz2XmKv6RcPd7', 'st-1EnQs5Lp9dGy3JwBt7XhVk2'],
    },
  ]);
});

test('a failed recording has a reason, and a recording without an end has status recording', () => {
  const { recordings, counts } = foldHealth(
    ['recording-start-failure', 'recording-end-failure', 'recording-start'].map(sample),
    {},
  );
  expect(counts.recordings).toBe(2);
  expect(recordings).toMatchObject([
    { recordingSessionId: 'Rh3LkP9wTz6Q2nVb', status: 'failed', reason: 'ValidationException' },
    {
      recordingSessionId: '7GkWp2XvQd4RmJ8s',
      status: 'failed',
      reason: 'InternalServerException',
      startedAt: '2026-03-14T18:29:52.000Z',
    },
  ]);
  expect(recordings[0]).not.toHaveProperty('prefix');
  const [only] = foldHealth([sample('recording-start')], {}).recordings;
  expect(only).toMatchObject({ status: 'recording' });
});

test('recordings without a recording session id are distinguished by their location', () => {
  const at = (s: number, name: string, prefix: string) =>
    sessionEvent(s, {
      detailType: 'IVS Recording State Change',
      name,
      detail: { recording_s3_bucket_name: 'b', recording_s3_key_prefix: prefix },
    });
  const events = [at(1, 'Recording Start', 'p'), at(2, 'Recording Start', 'q')];
  const { recordings } = foldHealth([...events, at(9, 'Recording End', 'p')], {});
  expect(recordings.map(({ prefix, status }) => [prefix, status])).toEqual([
    ['p', 'recorded'],
    ['q', 'recording'],
  ]);
});

test('the repair of a state change is dropped when the event was delivered, whatever the time of the repair', () => {
  const events = [
    sessionEvent(5_000, { name: 'Stream End', repaired: true }),
    sessionEvent(60, { name: 'Stream End' }),
  ];
  expect(foldHealth(events, over(60)).events).toBe(1);
  const repaired = { ...LIVE, ended: { at: second(5_000), id: 'y', repaired: true as const } };
  expect(foldHealth(events.slice(0, 1), repaired).events).toBe(1);
});

test('the largest health is far below the size limit of an item, and its counts are complete', () => {
  const long = '\u{1F4A9}'.repeat(2_000);
  const events = Array.from({ length: 400 }, (_, i) => [
    starts(i * 10),
    ends(i * 10 + 4),
    sessionEvent(i * 10 + 1, { name: 'Stream Takeover Failure', detail: { code: long } }),
    sessionEvent(i * 10 + 2, {
      detailType: 'IVS Limit Breach',
      name: 'Ingest Bitrate',
      detail: { limit_unit: long, limit_value: 1 },
    }),
    sessionEvent(i * 10 + 3, {
      detailType: 'IVS Recording State Change',
      name: 'Recording End Failure',
      detail: {
        recording_session_id: `${i}${long}`,
        recording_s3_bucket_name: long,
        recording_s3_key_prefix: long,
        recording_status_reason: long,
        recording_session_stream_ids: Array.from({ length: 500 }, (_id, k) => `st-${k}`),
      },
    }),
  ]).flat();
  const health = foldHealth(events, LIVE);
  expect(health).toMatchObject({
    starvation: { count: 400, totalMs: 1_600_000 },
    counts: { takeovers: 400, breaches: 400, recordings: 400 },
    events: 2_000,
  });
  expect(Buffer.byteLength(JSON.stringify(health))).toBeLessThan(350_000);
});

describe('a recording whose event was lost and is known from GetStreamSession, which names no recording', () => {
  const recording = (s: number, name: string, prefix?: string) =>
    sessionEvent(s, {
      detailType: 'IVS Recording State Change',
      name,
      ...(prefix === undefined
        ? { repaired: true }
        : { detail: { recording_session_id: `id of ${prefix}`, recording_s3_key_prefix: prefix } }),
    });
  const foldedOf = (...events: RecordedEvent[]) => {
    const { recordings, counts } = foldHealth(events, LIVE);
    expect(counts.recordings).toBe(recordings.length);
    return recordings.map(({ status, prefix, startedAt, endedAt }) => [
      ...[status, prefix, startedAt, endedAt],
    ]);
  };

  test('the start: the end that comes names it', () => {
    const events = [recording(1, 'Recording Start'), recording(9, 'Recording End', 'p')];
    expect(foldedOf(...events)).toEqual([['recorded', 'p', second(1), second(9)]]);
  });

  test('the end: it is that of the open recording', () => {
    const events = [recording(1, 'Recording Start', 'p'), recording(9, 'Recording End')];
    expect(foldedOf(...events)).toEqual([['recorded', 'p', second(1), second(9)]]);
  });

  test('both', () => {
    const events = [recording(1, 'Recording Start'), recording(9, 'Recording End')];
    expect(foldedOf(...events)).toEqual([['recorded', undefined, second(1), second(9)]]);
  });

  test('the end of an earlier recording stays with that one', () => {
    const events = [
      ...[recording(1, 'Recording Start', 'p'), recording(5, 'Recording Start')],
      ...[recording(6, 'Recording End', 'p'), recording(9, 'Recording End', 'q')],
    ];
    expect(foldedOf(...events)).toEqual([
      ['recorded', 'p', second(1), second(6)],
      ['recorded', 'q', second(5), second(9)],
    ]);
  });

  test('the end of a recording that began in an earlier session', () => {
    expect(foldedOf(recording(9, 'Recording End'))).toEqual([
      ['recorded', undefined, undefined, second(9)],
    ]);
  });

  test('the failure of a start does not end another recording', () => {
    const events = [recording(1, 'Recording Start', 'p'), recording(5, 'Recording Start Failure')];
    expect(foldedOf(...events)).toEqual([
      ['recording', 'p', second(1), undefined],
      ['failed', undefined, undefined, undefined],
    ]);
  });
});
