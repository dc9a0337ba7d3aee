import { expect, test } from 'vitest';
import {
  type FinalSession,
  sessionClosed,
  sessionEnded,
  sessionRepaired,
  sessionStarted,
} from '../../../src/sessions/publish/session-events.ts';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import { CHANNEL_ARN, STREAM_ID } from '../../support/ivs-events.ts';

const at = (minute: number) => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.500Z`;
const summary: SessionSummary = {
  ...{ channelArn: CHANNEL_ARN, streamId: STREAM_ID, phase: 'ENDED', sessionAt: at(0) },
  created: { at: at(0), id: 'a', name: 'Quiz' },
  started: { at: at(1), id: 'b', repaired: true },
  ingestEnded: { at: at(9), id: 'c' },
};
const session = {
  ...{ channelArn: CHANNEL_ARN, channelName: 'Quiz', streamId: STREAM_ID, state: 'ended' },
  ...{ createdAt: at(0), startedAt: at(1), ingestEndedAt: at(9), repaired: true },
};

test('a start: its own time, the channel, an id that depends on the stream alone', () => {
  expect(sessionStarted(summary)).toEqual({
    detailType: 'Session Started',
    time: at(1),
    resources: [CHANNEL_ARN],
    detail: { id: `session-started:${STREAM_ID}`, at: at(1), session, repaired: true },
  });
});

test('an end: the time of the end that says most, marked only if that itself was repaired', () => {
  const told = sessionEnded(summary);
  expect(told).toEqual({
    detailType: 'Session Ended',
    time: at(9),
    resources: [CHANNEL_ARN],
    detail: { id: `session-ended:${STREAM_ID}`, at: at(9), session },
  });
  const ended = { at: at(8), id: 'd', repaired: true as const };
  expect(sessionEnded({ ...summary, ended })).toMatchObject({
    time: at(8),
    detail: { id: told.detail.id, repaired: true },
  });
});

test('a repair: one id for the same additions in any order, and at most 100 of them listed', () => {
  const added = [1, 2].map((n) => ({ id: `x${n}`, name: 'Stream End', time: at(n) }));
  const told = sessionRepaired(summary, added, at(20));
  expect(told).toMatchObject({
    time: at(20),
    detail: {
      session,
      added: [{ name: 'Stream End', time: at(1) }, { time: at(2) }],
      addedCount: 2,
    },
  });
  expect(told.detail.id).toMatch(new RegExp(`^session-repaired:${STREAM_ID}:[0-9a-f]{16}$`));
  expect(sessionRepaired(summary, [...added].reverse(), at(30)).detail.id).toBe(told.detail.id);
  expect(sessionRepaired(summary, added.slice(1), at(20)).detail.id).not.toBe(told.detail.id);
  const many = Array.from({ length: 500 }, (_, n) => ({ id: `x${n}`, name: 'n', time: at(1) }));
  const { detail } = sessionRepaired(summary, many, at(20));
  expect(detail.added).toHaveLength(100);
  expect(detail.addedCount).toBe(500);
});

const account: FinalSession = {
  summary,
  details: {
    ...{ channelArn: CHANNEL_ARN, streamId: STREAM_ID, finalizedAt: at(30) },
    channel: { name: 'Quiz', type: 'STANDARD' },
    ingest: { video: { width: 1920, height: 1080 } },
    health: {
      starvation: { spells: [], count: 0, incomplete: 0, totalMs: 0 },
      counts: { takeovers: 0, breaches: 0, recordings: 0 },
      ...{ takeovers: [], breaches: [], recordings: [], unknownEvents: 0, events: 4 },
    },
  },
};
const viewers = {
  ...{ channelArn: CHANNEL_ARN, streamId: STREAM_ID, peak: 9, peakAt: at(3) },
  ...{ viewerSeconds: 1_200, coveredSeconds: 240, lastAt: at(5), lastCount: 3 },
};

test('a close: the whole account, with the mean audience', () => {
  const { channel, ingest, health } = account.details;
  expect(sessionClosed({ ...account, viewers })).toEqual({
    detailType: 'Session Closed',
    time: at(30),
    resources: [CHANNEL_ARN],
    detail: {
      ...{ id: `session-closed:${STREAM_ID}`, at: at(30), session, channel, ingest, health },
      viewers: { peak: 9, peakAt: at(3), mean: 5, viewerSeconds: 1_200, coveredSeconds: 240 },
    },
  });
});

test('a close without an audience has none, and one sample has no mean', () => {
  expect(sessionClosed(account).detail).not.toHaveProperty('viewers');
  const one = { ...viewers, viewerSeconds: 0, coveredSeconds: 0 };
  expect(sessionClosed({ ...account, viewers: one }).detail.viewers).not.toHaveProperty('mean');
});

test('a close stays far below the 256 KB that EventBridge takes, however ill the stream was', () => {
  const { health } = account.details;
  const text = 'x'.repeat(256);
  const many = <T>(one: T): T[] => Array.from({ length: 20_000 }, () => one);
  const ill = {
    ...health,
    starvation: { ...health.starvation, spells: many({ from: at(1), to: at(2) }), count: 20_000 },
    takeovers: many({ at: at(1), outcome: 'refused' as const, code: text }),
    breaches: many({ at: at(1), limit: text, value: 1, unit: text, exceededBy: 1 }),
    recordings: many({ status: 'failed' as const, bucket: text, prefix: text, reason: text }),
  };
  const told = sessionClosed({ ...account, details: { ...account.details, health: ill } });
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(250_000);
  expect(told.detail.health).toMatchObject({ starvation: { count: 20_000 } });
});
