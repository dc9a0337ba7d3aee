import { describe, expect, test } from 'vitest';
import type { EventFault } from '../../src/replay/faults/event-faults.ts';
import { mergeLines } from '../../src/replay/incident/merge-lines.ts';
import { missingFacts } from '../../src/replay/incident/missing-facts.ts';
import { selectSessions } from '../../src/replay/incident/select-sessions.ts';
import { readLines } from '../../src/replay/input/read-lines.ts';
import type { Step } from '../../src/replay/timeline/steps.ts';
import { timeLine } from '../../src/replay/timeline/time-line.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import fc from '../support/fast-check.ts';
import { CHANNEL_ARN, STREAM_ID } from '../support/ivs-events.ts';
import {
  after,
  delivery,
  exportedEvent,
  exportedSession,
  LIFE,
  START,
  type Told,
  texts,
} from './support/lines.ts';

const RUNS = { numRuns: chaosRuns(30) };

function stepsOf(lines: readonly unknown[], events: readonly EventFault[] = [], seed = 1): Step[] {
  const read = readLines(texts(lines));
  expect(read.problems).toEqual([]);
  return timeLine(mergeLines(read.lines), { events, seed }).steps;
}

const withBodies = (steps: readonly Step[]) =>
  steps.map((step) => (step.kind === 'session' ? { ...step, body: step.body() } : step));

/** `9 Stream Start`: what arrives, with the seconds after `START`. */
const arrivals = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) =>
    step.kind === 'event' ? `${(step.at - START) / 1_000} ${step.event.name}` : [],
  );
const lost = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => (step.kind === 'lost' ? `${step.event.name} ${step.why}` : []));

describe('the time line of an incident', () => {
  test('has what IVS knows, then the events as they arrived: late ones late, lost ones not', () => {
    const steps = stepsOf([exportedSession(LIFE)]);
    expect(arrivals(steps)).toEqual([
      ...['0 Session Created', '9 Stream Start', '20 Starvation Start', '25 Starvation End'],
      '60 Session Ended',
    ]);
    expect(lost(steps)).toEqual(['Stream End file']);
    const truth = steps.flatMap((step) => (step.kind === 'session' ? [step] : []));
    expect(truth.map(({ what, at }) => [(at - START) / 1_000, what])).toEqual([
      [0, 'the session begins'],
      [3, 'the stream is live'],
      [20, 'its list of events grows'],
      [25, 'its list of events grows'],
      [60, 'the encoder is gone'],
      [61, 'the session ends'],
    ]);
    expect(truth.at(-1)?.body()).toMatchObject({
      createdAt: START,
      startedAt: START + 3_000,
      endedAt: START + 61_000,
      events: LIFE.map(({ name, at }) => ({ name, at: START + at * 1_000 })),
    });
    expect(steps[0]).toMatchObject({ kind: 'channel', channel: { name: 'quiz' } });
  });

  test('lines with single deliveries say how often and when an event arrived', () => {
    const [created, start] = [LIFE[0], LIFE[1]] as [Told, Told];
    const { at: _, ...untimed } = delivery(created, 0);
    const steps = stepsOf([
      exportedSession(LIFE),
      delivery(start, 4),
      delivery(start, 7),
      untimed.event,
      untimed.event,
    ]);
    expect(arrivals(steps).slice(0, 4)).toEqual([
      ...['0 Session Created', '1 Session Created', '4 Stream Start', '7 Stream Start'],
    ]);
  });

  test('the log of recordSessionEvent says how often and when an event of the export arrived', () => {
    const { id, at: time, detailType, name } = exportedEvent(LIFE[1] as Told);
    const members = { id, time, detailType, name, channelArn: CHANNEL_ARN, streamId: STREAM_ID };
    const logged = (seconds: number) => ({
      ...{ message: 'event recorded', level: 'INFO', timestamp: after(seconds), ...members },
    });
    const steps = stepsOf([logged(30), exportedSession(LIFE), logged(9.1)]);
    expect(arrivals(steps).filter((text) => text.endsWith('Stream Start'))).toEqual([
      ...['9.1 Stream Start', '30 Stream Start'],
    ]);
    const told = steps.flatMap((step) => (step.kind === 'event' ? [step.event] : []));
    expect(told.find((event) => event.id === id)?.detail).toMatchObject({ channel_name: 'quiz' });
  });

  test('an event that was repaired at the time of the export, and came later, is late and not lost', () => {
    const end: Told = { name: 'Stream End', at: 61 };
    const steps = stepsOf([exportedSession(LIFE), delivery(end, 400)]);
    expect(lost(steps)).toEqual([]);
    expect(arrivals(steps).at(-1)).toBe('400 Stream End');
  });

  test('a session without an end ends when the next session of its channel begins', () => {
    const streamId = `${STREAM_ID.slice(0, -1)}2`;
    const next = exportedSession([{ name: 'Session Created', at: 90 }], { streamId });
    const first = exportedSession(LIFE.slice(0, 2), { state: 'live' });
    const ends = stepsOf([next, first]).flatMap((step) =>
      step.kind === 'session' && step.body().endedAt !== undefined ? [step.body()] : [],
    );
    expect(ends).toMatchObject([{ streamId: STREAM_ID, endedAt: START + 90_000 }]);
  });

  test('a channel exists again when its next session begins: the stack may have deleted it', () => {
    const streamId = `${STREAM_ID.slice(0, -1)}2`;
    const next = exportedSession([{ name: 'Session Created', at: 90 }], { streamId });
    const steps = stepsOf([exportedSession(LIFE), next]);
    const channels = steps.filter((step) => step.kind === 'channel');
    expect(channels.map(({ at }) => (at - START) / 1_000)).toEqual([0, 90]);
  });

  test('events of an old export are derived from the times of the session', () => {
    const { events: _, ...old } = exportedSession(LIFE);
    const spells = [{ from: old.startedAt, to: old.endedAt }];
    const steps = stepsOf([{ ...old, health: { starvation: { spells } } }]);
    expect(arrivals(steps)).toEqual([
      ...['0 Session Created', '3 Stream Start', '3 Starvation Start'],
      ...['60 Session Ended', '61 Stream End'],
    ]);
    const { sessions } = mergeLines(readLines(texts([old])).lines);
    expect(missingFacts(sessions)).toHaveLength(1);
  });
});

describe('faults of events', () => {
  const names = (faults: readonly EventFault[], seed?: number) =>
    arrivals(stepsOf([exportedSession(LIFE)], faults, seed));

  test('lose, double, delay and reorder, by name and by number', () => {
    expect(
      names([
        { fault: 'lose', name: 'Session Created' },
        { fault: 'double', index: 2, seconds: 3, times: 2 },
        { fault: 'delay', name: 'Starvation Start', seconds: 2 },
        { fault: 'reorder', name: 'Starvation End' },
      ]),
    ).toEqual([
      ...['9 Stream Start', '12 Stream Start', '15 Stream Start', '22 Starvation Start'],
      ...['60 Session Ended', '60.001 Starvation End'],
    ]);
  });

  test('reorder without a selection swaps neighbours', () => {
    expect(names([{ fault: 'reorder' }])).toEqual([
      ...['9 Stream Start', '9.001 Session Created', '25 Starvation End'],
      ...['25.001 Starvation Start', '60 Session Ended'],
    ]);
  });

  test('by chance, the same seed gives the same, and another seed another result', () => {
    const half: EventFault[] = [{ fault: 'double', probability: 0.5, times: 20 }];
    expect(names(half, 7)).toEqual(names(half, 7));
    const results = new Set(Array.from({ length: 20 }, (_, seed) => names(half, seed).join()));
    expect(results.size).toBeGreaterThan(5);
  });
});

test('a session with very many events has a time line: IVS lists the newest 500 at each time', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => ({ name: 'Starvation Start', at: i }));
  const { sessions } = mergeLines(readLines(texts([exportedSession(many)])).lines);
  const incident = { sessions, accountEvents: [] };
  const truth = timeLine(incident).steps.flatMap((step) => (step.kind === 'session' ? [step] : []));
  expect(truth).toHaveLength(2_000);
  expect(truth[9]?.body().events).toHaveLength(10);
  const { events } = truth.at(-1)?.body() ?? { events: [] };
  expect([events.length, events[0]?.at]).toEqual([500, START + 1_500_000]);
  // Steps keep no lists of their own: 2,000 lists of 500 events would be a hundred megabytes.
  expect(JSON.stringify(truth).length).toBeLessThan(500_000);
  const [session] = sessions;
  if (!session) expect.fail('no session');
  const longest = { ...session, events: Array(150_000).fill(session.events[0]) };
  expect(selectSessions({ sessions: [longest], accountEvents: [] }, {}).sessions).toHaveLength(1);
});

const told = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...LIFE.map(({ name }) => name), 'Stream Takeover', 'Not Documented'),
    at: fc.integer({ min: 0, max: 50 }),
    received: fc.oneof(fc.constant('lost' as const), fc.integer({ min: 0, max: 99 })),
  }),
  { minLength: 1, maxLength: 8, selector: ({ name }) => name },
);
const history = fc
  .array(told, { minLength: 1, maxLength: 4 })
  .map((sessions) =>
    sessions.map((events, i) =>
      exportedSession(events, { streamId: `${STREAM_ID.slice(0, -1)}${i}`, state: undefined }),
    ),
  );

test('every order and repetition of the lines gives the same time line', () => {
  const deliveries = LIFE.slice(0, 3).map((event, i) => delivery(event, event.at + i));
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (sessions, random) => {
      const lines = [...sessions, ...deliveries];
      const next = () => random.next().value as number;
      const shuffled = [...lines, ...lines.filter(() => next() % 2 === 0)]
        .map((line) => ({ line, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ line }) => line);
      expect(withBodies(stepsOf(shuffled))).toEqual(withBodies(stepsOf(lines)));
    }),
    RUNS,
  );
});

test('IVS never has two active sessions of a channel, ends each that has ended, and is never behind an event', () => {
  fc.assert(
    fc.property(history, (sessions) => {
      const active = new Map<string, Step & { kind: 'session' }>();
      let at = Number.NEGATIVE_INFINITY;
      for (const step of stepsOf(sessions)) {
        expect(step.at).toBeGreaterThanOrEqual(at);
        at = step.at;
        if (step.kind !== 'session') continue;
        const { streamId, endedAt, createdAt, startedAt = createdAt } = step.body();
        expect(endedAt ?? startedAt).toBeGreaterThanOrEqual(startedAt);
        if (endedAt === undefined) active.set(streamId, step);
        else active.delete(streamId);
        expect(active.size).toBeLessThanOrEqual(1);
        for (const event of step.body().events) expect(event.at).toBeLessThanOrEqual(at);
      }
    }),
    RUNS,
  );
});

test('each event arrives exactly as often as the file says, unless it is lost', () => {
  fc.assert(
    fc.property(told, (events) => {
      const steps = stepsOf([exportedSession(events, { state: undefined })]);
      const received = events.filter((event) => event.received !== 'lost');
      expect(arrivals(steps).sort()).toEqual(
        received.map((event) => `${event.received} ${event.name}`).sort(),
      );
    }),
    RUNS,
  );
});
