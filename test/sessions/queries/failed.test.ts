import { expect, test } from 'vitest';
import type { SessionsAnswer } from '../../../src/sessions/queries/list.ts';
import { sessionQueries } from '../../support/session-queries.ts';

const OTHER = 'arn:aws:ivs:us-west-2:123456789012:channel/zY9xW8vU7tS6';
const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
const minute = (i: number) => new Date(Date.UTC(2026, 10, 20, 0, i)).toISOString();
const streamOf = (i: number) => `st-${String(i).padStart(4, '0')}`;

/** Session `i` starts `i` minutes after midnight and lasts half a minute. Every `nth` one fails. */
async function withSessions(count: number, nth: number) {
  const world = sessionQueries();
  for (let i = 0; i < count; i++) {
    const id = { channelArn: i % 2 ? OTHER : CHANNEL, streamId: streamOf(i) };
    const end = { at: minute(i + 0.5), id: 'y', expires: 9e9 };
    await world.sessions.addFact(id, 'started', { at: minute(i), id: 'x' });
    if (i % nth === 0) await world.sessions.addFact(id, 'failed', { ...end, reason: 'No room.' });
    await world.sessions.addFact(id, 'ended', end);
    if (i % 5) await world.sessions.markFinalized(id, 'ENDED#2026-11-20');
  }
  return world;
}

const WEEK = { failed: true, from: '2026-11-15', to: '2026-11-22' };
const streams = (pages: SessionsAnswer[]) =>
  pages.flatMap(({ sessions }) => sessions.map((one) => one.streamId));

test('the failed sessions of all channels are answered newest first, each once, with the reason', async () => {
  const { pages } = await withSessions(400, 3);
  const answers = await pages<SessionsAnswer>(WEEK);
  const failed = Array.from({ length: 134 }, (_, i) => streamOf(399 - 3 * i));
  expect(streams(answers)).toEqual(failed);
  expect(answers[0]?.sessions[0]).toMatchObject({
    ...{ state: 'failed', reason: 'No room.', failedAt: minute(399.5), channelArn: OTHER },
  });
  for (const { sessions } of answers) expect(sessions.length).toBeLessThan(100);
});

test('only those of a channel, and only those that overlap the time', async () => {
  const { pages } = await withSessions(40, 3);
  const ofChannel = await pages<SessionsAnswer>({ ...WEEK, channelArn: CHANNEL });
  expect(streams(ofChannel)).toEqual([36, 30, 24, 18, 12, 6, 0].map(streamOf));
  const between = { failed: true, from: minute(9.25), to: minute(21) };
  expect(streams(await pages<SessionsAnswer>(between))).toEqual([18, 15, 12, 9].map(streamOf));
});

test('a session that ended without a start failed; one that is live or was only created did not', async () => {
  const { sessions, pages } = sessionQueries();
  const end = { at: minute(2), id: 'y', expires: 9e9 };
  const id = (streamId: string) => ({ channelArn: CHANNEL, streamId });
  await sessions.addFact(id('st-unstarted'), 'created', { at: minute(1), id: 'x' });
  await sessions.addFact(id('st-unstarted'), 'ingestEnded', { ...end, code: 'StreamKeyReset' });
  await sessions.addFact(id('st-live'), 'started', { at: minute(1), id: 'x' });
  await sessions.addFact(id('st-created'), 'created', { at: minute(1), id: 'x' });
  expect(await pages<SessionsAnswer>(WEEK)).toMatchObject([
    { sessions: [{ streamId: 'st-unstarted', state: 'failed', code: 'StreamKeyReset' }] },
  ]);
});

test('a page reads at most a thousand sessions, also if none of them failed', async () => {
  const { ask, pages, sessions } = await withSessions(2_150, 1_200);
  let read = 0;
  const counting = {
    ...sessions,
    async get(ids: Parameters<typeof sessions.get>[0]) {
      read += ids.length;
      return sessions.get(ids);
    },
  };
  await ask(WEEK, { store: counting });
  expect(read).toBe(1_000);
  const answers = await pages<SessionsAnswer>(WEEK);
  expect(answers.map(({ sessions: found }) => found.length)).toEqual([1, 0, 1]);
  expect(streams(answers)).toEqual([1_200, 0].map(streamOf));
});

test('a token of a range is refused, since its order is another one', async () => {
  const { ask } = await withSessions(700, 1);
  const { nextToken } = await ask<SessionsAnswer>({ from: WEEK.from, to: WEEK.to });
  expect(nextToken).toBeDefined();
  await expect(ask({ ...WEEK, nextToken })).rejects.toMatchObject({ field: 'nextToken' });
});
