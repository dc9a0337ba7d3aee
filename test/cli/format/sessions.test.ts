import { describe, expect, test } from 'vitest';
import type { AnsweredSession } from '../../../src/cli/answers.ts';
import {
  durationOf,
  healthHints,
  historyTable,
  liveTable,
} from '../../../src/cli/format/sessions.ts';

const NOW = Date.parse('2026-11-21T14:05:06Z');
const style = (width?: number) => ({
  paint: (_: string, text: string) => text,
  timeZone: 'Europe/Berlin',
  now: () => NOW,
  ...(width !== undefined && { width }),
});

const QUIZ: AnsweredSession = {
  channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t',
  channelName: 'quiz-night',
  streamId: 'st-1ShFq4Tn8bWz2XmKv6RcPd7',
  state: 'live',
  createdAt: '2026-11-21T13:02:59.000Z',
  startedAt: '2026-11-21T13:03:05.000Z',
  viewers: { peak: 12_345, mean: 6_789.4, lastCount: 1_234 },
};
const BARE: AnsweredSession = {
  channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/Bb1cCd2DeE3f',
  streamId: 'st-1EnQs5Lp9dGy3JwBt7XhVk2',
  state: 'created',
  seenAt: '2026-11-20T22:00:00.000Z',
};

describe('what is live', () => {
  test('is told in full where there is no terminal', () => {
    expect(liveTable([QUIZ, BARE], style()).split('\n')).toEqual([
      'NAME        CHANNEL                                                  STATE    SINCE                   FOR  VIEWERS    PEAK  STREAM',
      'quiz-night  arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t  live     2026-11-21 14:03:05  1h 02m    1,234  12,345  st-1ShFq4Tn8bWz2XmKv6RcPd7',
      '            arn:aws:ivs:us-west-2:123456789012:channel/Bb1cCd2DeE3f  created  2026-11-20 23:00:00                           st-1EnQs5Lp9dGy3JwBt7XhVk2',
    ]);
  });

  test('fits a terminal of 80 columns', () => {
    const health = { starvation: { spells: [{ from: 'a' }], count: 1, totalMs: 0 } };
    const named = { ...QUIZ, channelName: 'a-name-that-goes-on-and-on-as-names-do', health };
    expect(liveTable([named, BARE], style(80)).split('\n')).toEqual([
      'NAME      CHANNEL       STATE    SINCE            FOR  VIEWERS    PEAK  HEALTH',
      'a-name-…  Qz7nWk3LpR5t  live     14:03         1h 02m    1,234  12,345  starving',
      '          Bb1cCd2DeE3f  created  20 Nov 23:00',
    ]);
  });
});

test('the sessions of a channel fit a terminal of 80 columns', () => {
  const ended: AnsweredSession = {
    ...QUIZ,
    state: 'ended',
    startedAt: '2025-11-21T13:03:05.000Z',
    endedAt: '2025-11-21T13:04:05.000Z',
    recordings: [{ status: 'recorded' }, { status: 'failed' }],
  };
  const failed: AnsweredSession = { ...BARE, state: 'failed', reason: 'No capacity' };
  expect(historyTable([QUIZ, ended, failed], style(80)).split('\n')).toEqual([
    'STREAM                      STATE   STARTED           LASTED     PEAK/MEAN',
    'st-1ShFq4Tn8bWz2XmKv6RcPd7  live    14:03             1h 02m  12,345/6,789',
    'st-1ShFq4Tn8bWz2XmKv6RcPd7  ended   2025-11-21 14:03  1m 00s  12,345/6,789',
    'st-1EnQs5Lp9dGy3JwBt7XhVk2  failed  20 Nov 23:00',
  ]);
  const wide = historyTable([ended, failed], style(120)).split('\n');
  expect(wide[1]).toMatch(/ {2}failed$/);
  expect(wide[2]).toMatch(/ {2}No capacity$/);
});

test('what is over is not being recorded now, though its recording went on into the next stream', () => {
  const recordings: AnsweredSession['recordings'] = [
    { status: 'recording', recordingSessionId: 'r' },
  ];
  const [, live, ended] = historyTable(
    [
      { ...QUIZ, recordings },
      { ...QUIZ, state: 'ended', recordings },
    ],
    style(),
  ).split('\n');
  expect(live).toMatch(/ {2}now$/);
  expect(ended).toMatch(/ {2}yes$/);
});

describe('how long a session lasted', () => {
  test.each<[string, Partial<AnsweredSession>, number | undefined]>([
    ['as the answer says', { durationMs: 5 }, 5],
    [
      'until the stream ended',
      { endedAt: '2026-11-21T13:03:15.000Z', ingestEndedAt: '2026-11-21T13:03:14.000Z' },
      10_000,
    ],
    [
      'until the encoder went',
      { ingestEndedAt: '2026-11-21T13:03:14.000Z', failedAt: '2026-11-21T13:03:10.000Z' },
      9_000,
    ],
    ['until it failed', { state: 'failed', failedAt: '2026-11-21T13:03:10.000Z' }, 5_000],
    ['until now, if it is live', {}, NOW - Date.parse('2026-11-21T13:03:05.000Z')],
    ['not before it began', { startedAt: '2026-11-21T14:06:00.000Z' }, 0],
    ['is not known of one that ended, who knows when', { state: 'ended' }, undefined],
  ])('%s', (_, more, ms) => {
    expect(durationOf({ ...QUIZ, ...more }, NOW)).toBe(ms);
  });

  test('is not known of one that never started', () => {
    expect(durationOf(BARE, NOW)).toBeUndefined();
  });
});

describe('what an operator should look at', () => {
  const closed = { from: 'a', to: 'b' };
  test.each<[Partial<AnsweredSession>, string | undefined]>([
    [{}, undefined],
    [{ reason: 'No capacity' }, 'No capacity'],
    [{ repaired: true }, 'repaired'],
    [{ health: { starvation: { spells: [closed], count: 3, totalMs: 9 } } }, 'starved 3×'],
    [
      { health: { starvation: { spells: [closed, { from: 'c' }], count: 2, totalMs: 9 } } },
      'starving',
    ],
    [
      { health: { breaches: [{ at: 'a', limit: 'Ingest Bitrate' }], takeovers: [] } },
      '1 limit breach',
    ],
    [
      { health: { counts: { breaches: 60, takeovers: 2, recordings: 0 } } },
      '60 limit breaches, 2 takeovers',
    ],
    [
      { state: 'ended', health: { starvation: { spells: [{ from: 'c' }], count: 1, totalMs: 0 } } },
      'starved 1×',
    ],
    [{ reason: 'Why', repaired: true }, 'Why, repaired'],
  ])('%j: %s', (more, hint) => {
    expect(healthHints({ ...QUIZ, ...more })).toBe(hint);
  });
});
