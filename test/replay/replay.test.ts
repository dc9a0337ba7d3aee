import { beforeEach, describe, expect, test } from 'vitest';
import type { IvsEvent } from '../../src/ivs/events.ts';
import { mergeLines } from '../../src/replay/incident/merge-lines.ts';
import { readLines } from '../../src/replay/input/read-lines.ts';
import { replayIncident } from '../../src/replay/run/replay.ts';
import type { ReplayStack } from '../../src/replay/run/stack.ts';
import { expectedView } from '../../src/replay/timeline/life.ts';
import type { SessionBody } from '../../src/replay/timeline/steps.ts';
import { timeLine } from '../../src/replay/timeline/time-line.ts';
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
    expect(sessions.at(-1)).toMatchObject({ endedAt: line.lives.values().next().value?.endedAt });
    expect(calls.at(-1)?.what).toBe('faults {"seed":3}');
    expect(delivered.map(({ name }) => name)).not.toContain('Session Ended');
  });
});
