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

describe('liveTable', () => {
  test('shows everything if the output is not a terminal', () => {
    expect(liveTable([QUIZ, BARE], style()).split('\n')).toEqual([
      'NAME        CHANNEL                                                  STATE    STARTED              LASTED  VIEWERS    PEAK  STREAM',
      'quiz-night  arn:aws:ivs:us-west-2:123456789012:channel/Qz7nWk3LpR5t  live     2026-11-21 14:03:05  1h 02m    1,234  12,345  st-1ShFq4Tn8bWz2XmKv6RcPd7',
      '            arn:aws:ivs:us-west-2:123456789012:channel/Bb1cCd2DeE3f  created  2026-11-20 23:00:00                           st-1EnQs5Lp9dGy3JwBt7XhVk2',
    ]);
  });

  test('fits a terminal of 80 columns', () => {
    const starvingSince = new Date(NOW - 8_000).toISOString();
    const named = { ...QUIZ, channelName: 'a-name-that-goes-on-and-on-as-names-do', starvingSince };
    expect(liveTable([named, BARE], style(80)).split('\n')).toEqual([
      'NAME       CHANNEL       STATE    STARTED       LASTED  VIEWERS  HEALTH',
      'a-name-t…  Qz7nWk3LpR5t  live     14:03         1h 02m    1,234  starving for 8s',
      '           Bb1cCd2DeE3f  created  20 Nov 23:00',
    ]);
  });
});

test('historyTable fits a terminal of 80 columns', () => {
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

test('an ended session is not shown as being recorded, even if its recording continued in the next stream', () => {
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

describe('durationOf', () => {
  test.each<[string, Partial<AnsweredSession>, number | undefined]>([
    ['takes the duration in the answer', { durationMs: 5 }, 5],
    [
      'counts until Stream End',
      { endedAt: '2026-11-21T13:03:15.000Z', ingestEndedAt: '2026-11-21T13:03:14.000Z' },
      10_000,
    ],
    [
      'counts until Session Ended',
      { ingestEndedAt: '2026-11-21T13:03:14.000Z', failedAt: '2026-11-21T13:03:10.000Z' },
      9_000,
    ],
    [
      'counts until Stream Failure',
      { state: 'failed', failedAt: '2026-11-21T13:03:10.000Z' },
      5_000,
    ],
    ['counts until now for a live session', {}, NOW - Date.parse('2026-11-21T13:03:05.000Z')],
    ['is never negative', { startedAt: '2026-11-21T14:06:00.000Z' }, 0],
    ['is unknown for an ended session without an end time', { state: 'ended' }, undefined],
  ])('%s', (_, more, ms) => {
    expect(durationOf({ ...QUIZ, ...more }, NOW)).toBe(ms);
  });

  test('is unknown for a session that never started', () => {
    expect(durationOf(BARE, NOW)).toBeUndefined();
  });
});

describe('healthHints', () => {
  const closed = { from: 'a', to: 'b' };
  test.each<[Partial<AnsweredSession>, string | undefined]>([
    [{}, undefined],
    [{ reason: 'No capacity' }, 'No capacity'],
    [{ repaired: true }, 'repaired'],
    [{ health: { starvation: { spells: [closed], count: 3, totalMs: 9 } } }, 'starved 3×'],
    [
      {
        starvingSince: new Date(NOW - 65_000).toISOString(),
        health: { starvation: { spells: [closed, { from: 'c' }], count: 2, totalMs: 9 } },
      },
      'starving for 1m 05s',
    ],
    [{ starvingSince: new Date(NOW + 900).toISOString() }, 'starving for 0s'],
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
  ])('of a session with %j are: %s', (more, hint) => {
    expect(healthHints({ ...QUIZ, ...more }, NOW)).toBe(hint);
  });
});
