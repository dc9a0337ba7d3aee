import { expect, test } from 'vitest';
import type { AnsweredSession } from '../../../src/cli/answers.ts';
import { sessionFacts } from '../../../src/cli/format/session-facts.ts';
import { totalsText } from '../../../src/cli/format/totals.ts';

const plain = { paint: (_: string, text: string) => text };
const style = {
  ...plain,
  timeZone: 'Europe/Berlin',
  now: () => Date.parse('2026-11-21T14:05:06Z'),
};

const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t';
const FULL: AnsweredSession = {
  channelArn,
  channelName: 'quiz-night',
  streamId: 'st-1ShFq4Tn8bWz2XmKv6RcPd7',
  state: 'failed',
  createdAt: '2026-11-21T13:02:59.000Z',
  startedAt: '2026-11-21T13:03:05.000Z',
  failedAt: '2026-11-21T13:34:05.000Z',
  ingestEndedAt: '2026-11-21T13:34:06.000Z',
  endedAt: '2026-11-21T13:34:07.000Z',
  code: 'StreamTranscodeFailure',
  reason: 'Transcode capacity exceeded',
  repaired: true,
  durationMs: 1_862_000,
  viewers: { peak: 12_345, peakAt: '2026-11-21T13:20:00.000Z', mean: 6_789.44, lastCount: 3 },
  channel: { type: 'STANDARD', latencyMode: 'LOW' },
  ingest: {
    video: {
      codec: 'avc1.4D401F',
      encoder: 'obs',
      width: 1920,
      height: 1080,
      framerate: 29.97,
      bitrate: 5_870_000,
    },
    audio: { codec: 'mp4a.40.2', channels: 2, sampleRate: 44_100, bitrate: 128_000 },
  },
  health: {
    starvation: { spells: [], count: 2, incomplete: 1, totalMs: 14_000 },
    takeovers: [{ at: '2026-11-21T13:04:00.000Z', outcome: 'taken-over' }],
    breaches: [
      { at: '2026-11-21T13:05:00.000Z', limit: 'Ingest Bitrate' },
      { at: '2026-11-21T13:06:00.000Z', limit: 'Ingest Bitrate' },
    ],
    recordings: [
      {
        status: 'recorded',
        bucket: 'b',
        prefix: 'ivs/v1/x',
        durationMs: 1_800_000,
        streamIds: ['st-a', 'st-b'],
      },
      { status: 'failed', reason: 'AccessDenied' },
    ],
    unknownEvents: 1,
  },
};

test('shows all properties of a session', () => {
  expect(sessionFacts(FULL, style).split('\n')).toEqual([
    'quiz-night  failed',
    `  channel       ${channelArn}`,
    '  stream        st-1ShFq4Tn8bWz2XmKv6RcPd7',
    '  created       2026-11-21 14:02:59',
    '  started       2026-11-21 14:03:05',
    '  failed        2026-11-21 14:34:05: Transcode capacity exceeded',
    '  ingest ended  2026-11-21 14:34:06',
    '  ended         2026-11-21 14:34:07',
    '  code          StreamTranscodeFailure',
    '  lasted        31m 02s',
    '  viewers       peak 12,345 at 2026-11-21 14:20:00, mean 6,789.4',
    '  type          STANDARD, low latency',
    '  encoder       obs',
    '  video         1920×1080, 29.97 fps, 5.9 Mbit/s, avc1.4D401F',
    '  audio         2 channels, 44.1 kHz, 128 kbit/s, mp4a.40.2',
    '  recording     recorded, 30m 00s, merged from 2 streams, s3://b/ivs/v1/x',
    '  recording     failed, AccessDenied',
    '  health        starved 2 times (start or end of 1 unknown), 14s in total; 1 takeover; 2 limit breaches (Ingest Bitrate); 1 unknown event',
    '  repaired      events were missing; their facts were read from IVS',
  ]);
});

test('leaves out the properties that are unknown', () => {
  const bare: AnsweredSession = {
    channelArn,
    streamId: 'st-a',
    state: 'created',
    seenAt: '2026-11-21T13:02:59.000Z',
  };
  expect(
    sessionFacts(
      { ...bare, ingest: { audio: { channels: 1 } }, state: 'live', viewers: { lastCount: 7 } },
      style,
    ).split('\n'),
  ).toEqual([
    'st-a  live',
    `  channel     ${channelArn}`,
    '  stream      st-a',
    '  first seen  2026-11-21 14:02:59',
    '  viewers     7 now',
    '  audio       1 channel',
  ]);
});

test('says that a stream is starving, since when, and how often it starved before', () => {
  const live: AnsweredSession = { channelArn, streamId: 'st-a', state: 'live' };
  const starvingSince = '2026-11-21T14:04:58.000Z';
  const healthOf = (session: AnsweredSession) =>
    /health +(.*)/.exec(sessionFacts(session, style))?.[1];
  expect(healthOf({ ...live, starvingSince })).toBe('starving since 2026-11-21 15:04:58 (8s)');
  const spells = [{ from: 'a', to: 'b' }, { from: starvingSince }];
  const health = (count: number) => ({
    starvation: { spells: spells.slice(-count), count, totalMs: 3_000 },
  });
  expect(healthOf({ ...live, starvingSince, health: health(1) })).toBe(
    'starving since 2026-11-21 15:04:58 (8s)',
  );
  expect(healthOf({ ...live, starvingSince, health: health(2) })).toBe(
    'starving since 2026-11-21 15:04:58 (8s); starved 1 time, 3s in total',
  );
});

test('says that a session had no problems', () => {
  const health = { starvation: { spells: [], count: 0, totalMs: 0 }, takeovers: [], breaches: [] };
  expect(sessionFacts({ channelArn, streamId: 'st-a', state: 'ended', health }, style)).toMatch(
    /health +no problems$/,
  );
});

test('totalsText shows every total, also those that it does not know', () => {
  const totals = {
    sessions: 1_234,
    hours: 56.789,
    share: 0.00083,
    peakViewers: 9_000,
    peakAt: '2026-11-21T13:20:00.000Z',
    future: { a: 1 },
    none: undefined,
  };
  expect(totalsText('2026-11-21 (UTC)', totals, style).split('\n')).toEqual([
    '2026-11-21 (UTC)',
    '  sessions      1,234',
    '  hours         56.79',
    '  share         0.0008',
    '  peak viewers  9,000',
    '  peak at       2026-11-21 14:20:00',
    '  future        {"a":1}',
  ]);
});
