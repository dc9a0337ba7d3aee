import { beforeEach, describe, expect, test } from 'vitest';
import type { IvsEvent } from '../../src/ivs/events.ts';
import { mergeLines } from '../../src/replay/incident/merge-lines.ts';
import { readLines } from '../../src/replay/input/read-lines.ts';
import { replayIncident } from '../../src/replay/run/replay.ts';
import type { ReplayStack } from '../../src/replay/run/stack.ts';
import { expectedView } from '../../src/replay/timeline/life.ts';
import type { SessionBody } from '../../src/replay/timeline/steps.ts';
import { timeLine } from '../../src/replay/timeline/time-line.ts';
import { CHANNEL_ARN, STREAM_ID } from '../support/ivs-events.ts';
import { exportedSession, LIFE, texts } from './support/lines.ts';

const incident = mergeLines(readLines(texts([exportedSession(LIFE)])).lines);
const line = timeLine(incident);

let now: number;
let calls: { at: number; what: string }[];
let sessions: SessionBody[];
let delivered: IvsEvent[];
let outcomes: string[];
let notes: string[];
beforeEach(() => {
  now = 0;
  [calls, sessions, delivered, notes] = [[], [], [], []];
  outcomes = ['done'];
});

const call = (what: string) => calls.push({ at: now, what });

/** A stack that records what is delivered, and has the rest from IVS after `reconcile`. */
const stack: ReplayStack = {
  putChannel: async () => void call('channel'),
  putSession: async (session) => void sessions.push(session),
  async deliver(event) {
    call(event.name);
    delivered.push(event);
  },
  faults: async () => ({ seed: 3 }),
  setFaults: async (faults) => void call(`faults ${JSON.stringify(faults)}`),
  async reconcile() {
    const outcome = outcomes.shift() ?? 'done';
    call(`reconcile ${outcome}`);
    return { outcome };
  },
  newestSession: async () => undefined,
  async session() {
    const [session] = incident.sessions;
    if (!session) throw new Error('the incident has no session');
    const timeline = session.events.map(({ event, arrivals }) => ({
      ...{ name: event.name, at: event.time, repaired: arrivals.length === 0 },
    }));
    const eventIds = new Set(delivered.map(({ id }) => id));
    return { session: expectedView(session), timeline, eventIds };
  },
};

const tools = {
  stack,
  now: () => now,
  sleep: async (ms: number) => {
    now += ms;
  },
  note: (text: string) => notes.push(text),
};

describe('replayIncident', () => {
  test('does each step at its time by the speed, and compares after reconcile', async () => {
    const { done, comparisons } = await replayIncident(incident, line, { speed: 10 }, tools);
    expect(calls).toEqual([
      { at: 0, what: 'channel' },
      { at: 0, what: 'Session Created' },
      { at: 900, what: 'Stream Start' },
      { at: 2_000, what: 'Starvation Start' },
      { at: 2_500, what: 'Starvation End' },
      { at: 6_000, what: 'Session Ended' },
      { at: 6_100, what: 'reconcile done' },
    ]);
    expect(done).toBe(line.steps.length);
    expect(comparisons).toMatchObject([{ result: 'repaired', repaired: ['Stream End'] }]);
  });

  test('reconcile runs again while another run has the lease, and while there is more', async () => {
    outcomes = ['busy', 'partial', 'done'];
    await replayIncident(incident, line, { speed: 1e6 }, tools);
    expect(calls.slice(-3).map(({ what }) => what)).toEqual([
      ...['reconcile busy', 'reconcile partial', 'reconcile done'],
    ]);
  });

  test('the faults of the stack last until the last step; then the earlier ones are set', async () => {
    const stackFaults = { latencyMs: 5 };
    await replayIncident(incident, line, { speed: 1e6, stackFaults }, tools);
    expect(calls.map(({ what }) => what).filter((what) => /faults|reconcile/.test(what))).toEqual([
      ...['faults {"latencyMs":5}', 'faults {"seed":3}', 'reconcile done'],
    ]);
  });

  test('also if the stack refuses a step', async () => {
    const refusing = { ...stack, deliver: () => Promise.reject(new Error('no')) };
    const run = replayIncident(
      incident,
      line,
      { speed: 1, stackFaults: {} },
      { ...tools, stack: refusing },
    );
    await expect(run).rejects.toThrow('no');
    expect(calls.at(-1)?.what).toBe('faults {"seed":3}');
  });

  test('an event that is never recorded is waited for, for a minute, and said', async () => {
    const deaf = {
      ...stack,
      session: async () => ({
        ...(await stack.session({ channelArn: '', streamId: '' })),
        eventIds: new Set<string>(),
      }),
    };
    await replayIncident(incident, line, { speed: 1e6 }, { ...tools, stack: deaf });
    expect(notes).toContainEqual(expect.stringContaining('5 events were not recorded'));
    expect(now).toBeGreaterThanOrEqual(60_000);
    expect(now).toBeLessThan(62_000);
  });

  test('an interruption ends the live stream and compares nothing', async () => {
    let interrupt: () => void = () => undefined;
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const sleep = async (ms: number) => {
      now += ms;
      if (now >= 2_000) interrupt();
    };
    const report = await replayIncident(
      incident,
      line,
      { speed: 10, stackFaults: {} },
      { ...tools, sleep, interrupted },
    );
    expect(report.comparisons).toBeUndefined();
    expect(report.done).toBeLessThan(line.steps.length);
    const [before, ended] = sessions.slice(-2);
    expect(ended).toMatchObject({ ...before, endedAt: before?.events.at(-1)?.at });
    expect(calls.at(-1)?.what).toBe('faults {"seed":3}');
    expect(delivered.map(({ name }) => name)).not.toContain('Session Ended');
  });

  /** Interrupts when `isTime` says so. */
  function interruptible(isTime: () => boolean) {
    let interrupt: () => void = () => undefined;
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const sleep = async (ms: number) => {
      now += ms;
      if (isTime()) interrupt();
    };
    return { ...tools, sleep, interrupted };
  }

  test('an interruption before the stream is live ends a session that never was live', async () => {
    const live = mergeLines(readLines(texts([exportedSession(LIFE, { state: 'live' })])).lines);
    const atOnce = interruptible(() => true);
    await replayIncident(live, timeLine(live), { speed: 1 }, atOnce);
    expect(sessions).toHaveLength(2);
    expect(sessions.at(-1)).toEqual({ ...sessions[0], endedAt: sessions[0]?.createdAt });
    expect(sessions.at(-1)).not.toHaveProperty('startedAt');
  });

  test('an interruption also ends the wait for what is recorded, and that for reconcile', async () => {
    const deaf = {
      ...stack,
      session: async () => ({ timeline: [], eventIds: new Set<string>() }),
    };
    const waiting = { ...interruptible(() => now > 1_000), stack: deaf };
    const report = await replayIncident(incident, line, { speed: 1e6 }, waiting);
    expect(report).toEqual({ done: line.steps.length });
    expect(now).toBeLessThan(2_000);
    [outcomes, calls, now] = [Array(30).fill('busy'), [], 0];
    const busy = interruptible(() => now > 3_000);
    expect(await replayIncident(incident, line, { speed: 1e6 }, busy)).toEqual(report);
    expect(calls.filter(({ what }) => what === 'reconcile busy').length).toBeLessThan(6);
  });

  test('a step that fails ends the live streams; one that cannot be ended does not stop the others', async () => {
    const streamId = `${STREAM_ID.slice(0, -1)}2`;
    const other = exportedSession(LIFE, { streamId, channelArn: `${CHANNEL_ARN.slice(0, -1)}Z` });
    const both = mergeLines(readLines(texts([exportedSession(LIFE), other])).lines);
    const ended: string[] = [];
    const failing: ReplayStack = {
      ...stack,
      async putSession(session) {
        if (session.endedAt === undefined) return;
        ended.push(session.streamId);
        if (ended.length === 1) throw new Error('cannot end');
      },
      async deliver({ name }) {
        if (name === 'Starvation Start') throw new Error('no queue');
      },
    };
    const run = replayIncident(
      ...([both, timeLine(both), { speed: 1e6 }, { ...tools, stack: failing }] as const),
    );
    await expect(run).rejects.toThrow('no queue');
    expect(ended.sort()).toEqual([STREAM_ID, streamId].sort());
    expect(notes).toContainEqual(expect.stringMatching(/could not be ended: cannot end$/));
  });
});
