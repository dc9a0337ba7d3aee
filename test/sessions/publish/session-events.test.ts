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

test('Session Started has the time of the start, the channel, and an id that depends only on the stream', () => {
  expect(sessionStarted(summary)).toEqual({
    detailType: 'Session Started',
    time: at(1),
    resources: [CHANNEL_ARN],
    detail: { id: `session-started:${STREAM_ID}`, at: at(1), session, repaired: true },
  });
});

test('Session Ended has the time of the best known end, and is marked only if that end was repaired', () => {
  const event = sessionEnded(summary);
  expect(event).toEqual({
    detailType: 'Session Ended',
    time: at(9),
    resources: [CHANNEL_ARN],
    detail: { id: `session-ended:${STREAM_ID}`, at: at(9), session },
  });
  const ended = { at: at(8), id: 'd', repaired: true as const };
  expect(sessionEnded({ ...summary, ended })).toMatchObject({
    time: at(8),
    detail: { id: event.detail.id, repaired: true },
  });
});

test('Session Repaired has one id for the same additions in any order, and lists at most 100 of them', () => {
  const added = [1, 2].map((n) => ({ id: `x${n}`, name: 'Stream End', time: at(n) }));
  const event = sessionRepaired(summary, added, at(20));
  expect(event).toMatchObject({
    time: at(20),
    detail: {
      session,
      added: [{ name: 'Stream End', time: at(1) }, { time: at(2) }],
      addedCount: 2,
    },
  });
  expect(event.detail.id).toMatch(new RegExp(`^session-repaired:${STREAM_ID}:[0-9a-f]{16}$`));
  expect(sessionRepaired(summary, [...added].reverse(), at(30)).detail.id).toBe(event.detail.id);
  expect(sessionRepaired(summary, added.slice(1), at(20)).detail.id).not.toBe(event.detail.id);
  const many = Array.from({ length: 500 }, (_, n) => ({ id: `x${n}`, name: 'n', time: at(1) }));
  const { detail } = sessionRepaired(summary, many, at(20));
  expect(detail.added).toHaveLength(100);
  expect(detail.addedCount).toBe(500);
});

const finalSession: FinalSession = {
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

test('Session Closed has all that is known of the session, with the mean number of viewers', () => {
  const { channel, ingest, health } = finalSession.details;
  expect(sessionClosed({ ...finalSession, viewers })).toEqual({
    detailType: 'Session Closed',
    time: at(30),
    resources: [CHANNEL_ARN],
    detail: {
      ...{ id: `session-closed:${STREAM_ID}`, at: at(30), session, channel, ingest, health },
      viewers: { peak: 9, peakAt: at(3), mean: 5, viewerSeconds: 1_200, coveredSeconds: 240 },
    },
  });
});

test('Session Closed has no viewers if none were counted, and no mean for one sample', () => {
  expect(sessionClosed(finalSession).detail).not.toHaveProperty('viewers');
  const one = { ...viewers, viewerSeconds: 0, coveredSeconds: 0 };
  expect(sessionClosed({ ...finalSession, viewers: one }).detail.viewers).not.toHaveProperty(
    'mean',
  );
});

test('Session Closed stays far below the 256 KB that EventBridge accepts, however long its lists are', () => {
  const { health } = finalSession.details;
  const text = 'x'.repeat(256);
  const many = <T>(one: T): T[] => Array.from({ length: 20_000 }, () => one);
  const longLists = {
    ...health,
    starvation: { ...health.starvation, spells: many({ from: at(1), to: at(2) }), count: 20_000 },
    takeovers: many({ at: at(1), outcome: 'refused' as const, code: text }),
    breaches: many({ at: at(1), limit: text, value: 1, unit: text, exceededBy: 1 }),
    recordings: many({ status: 'failed' as const, bucket: text, prefix: text, reason: text }),
  };
  const event = sessionClosed({
    ...finalSession,
    details: { ...finalSession.details, health: longLists },
  });
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(250_000);
  expect(event.detail.health).toMatchObject({ starvation: { count: 20_000 } });
});
