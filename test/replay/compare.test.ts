import { expect, test } from 'vitest';
import { mergeLines } from '../../src/replay/incident/merge-lines.ts';
import { readLines } from '../../src/replay/input/read-lines.ts';
import { compareSession } from '../../src/replay/result/compare.ts';
import { expectedView } from '../../src/replay/timeline/life.ts';
import { delivery, exportedSession, LIFE, texts } from './support/lines.ts';

function sessionOf(lines: readonly unknown[]) {
  const [session] = mergeLines(readLines(texts(lines)).lines).sessions;
  if (!session) throw new Error('no session in the lines');
  return session;
}

const session = sessionOf([exportedSession(LIFE)]);
const timeline = session.events.map(({ event: { name, time: at, detailType } }) => {
  return { name, at, detailType };
});
const received = expectedView(session);

test('what is as in the file is the same, also if IVS told the times in whole seconds', () => {
  const startedAt = `${received.startedAt?.slice(0, 19)}Z`;
  expect(compareSession(session, { session: { ...received, startedAt }, timeline })).toMatchObject({
    result: 'same',
    differences: [],
    repaired: [],
  });
});

test('an event that IVS told makes it repaired', () => {
  const entries = timeline.map((entry) => ({ ...entry, repaired: entry.name === 'Stream End' }));
  expect(compareSession(session, { session: received, timeline: entries })).toMatchObject({
    result: 'repaired',
    repaired: ['Stream End'],
  });
});

test('each member and event that is not as in the file is named', () => {
  const { endedAt: _, ...unended } = received;
  const told = { ...unended, state: 'live' as const, createdAt: '2026-11-21T12:00:05Z' };
  const [first, ...rest] = timeline;
  expect(first?.name).toBe('Session Created');
  const extra = { name: 'Stream Takeover', at: '2026-11-21T12:00:07Z' };
  expect(compareSession(session, { session: told, timeline: [...rest, extra] })).toMatchObject({
    result: 'differs',
    differences: [
      { what: 'state', expected: 'ended', received: 'live' },
      { what: 'createdAt', expected: '2026-11-21T12:00:00Z', received: '2026-11-21T12:00:05Z' },
      { what: 'endedAt', expected: '2026-11-21T12:01:01Z' },
      { what: 'event', expected: 'Session Created 2026-11-21T12:00:00Z' },
      { what: 'event', received: 'Stream Takeover 2026-11-21T12:00:07Z' },
    ],
  });
});

test('a session that the stack does not know differs', () => {
  expect(compareSession(session, { timeline: [] })).toMatchObject({
    result: 'differs',
    differences: [{ what: 'session', expected: 'known', received: 'not known' }],
  });
});

test('without an export, the events say what is expected', () => {
  const events = LIFE.map((event) => delivery(event, event.at));
  expect(expectedView(sessionOf(events))).toMatchObject({
    state: 'ended',
    createdAt: '2026-11-21T12:00:00.000Z',
    startedAt: '2026-11-21T12:00:03.000Z',
    ingestEndedAt: '2026-11-21T12:01:00.000Z',
    endedAt: '2026-11-21T12:01:01.000Z',
  });
});
