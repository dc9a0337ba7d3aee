import { describe, expect, test } from 'vitest';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import { dynamoStickyStore } from '../../../src/metadata/sticky/dynamo-store.ts';
import { dynamoLeaseRelay } from '../../../src/metadata/sticky/relay.ts';
import { isTick, repeatSticky } from '../../../src/metadata/sticky/repeat.ts';
import { storeValues } from '../../../src/metadata/sticky/store-values.ts';
import { budgetOf, timingOf } from '../../../src/metadata/sticky/timing.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { channelPk } from '../../../src/platform/table.ts';
import { dynamoSessionStore } from '../../../src/sessions/dynamo-store.ts';
import { type FactKind, isEnd } from '../../../src/sessions/facts.ts';
import { fakeClock } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { tableBacklog } from '../support/backlog.ts';
import { fifoQueue } from '../support/queues.ts';
import { channelArn, SETTINGS } from '../support/senders.ts';
import { stickyStates } from './support/sticky-states.ts';

const [A, B] = [channelArn('a'), channelArn('b')];
const TIMING = timingOf(5);
const backlogKey = { pk: channelPk(A), sk: 'METADATA' };

function setUp() {
  const clock = fakeClock();
  const fifo = fifoQueue(clock);
  const seen = recordObservability();
  const memory = memoryTable();
  const store = dynamoStickyStore(memory.table, clock, Math.random);
  const sessions = dynamoSessionStore(memory.table, clock);
  const relay = dynamoLeaseRelay(memory.table, 'repeat');
  const faults: { page?: Error; list?: string; relay?: Error } = {};
  const onSleep: (() => Promise<void>)[] = [];
  const tools = {
    ...seen,
    settings: SETTINGS,
    timing: TIMING,
    queue: fifo.producer,
    backlog: tableBacklog(memory.table, TIMING.maxBacklogMs),
    clock: {
      now: clock.now,
      async sleep(ms: number) {
        await clock.sleep(ms);
        await onSleep.shift()?.();
      },
    },
    store: {
      ...store,
      async page() {
        if (faults.page) throw faults.page;
        return store.page();
      },
    },
    sessions: {
      ...sessions,
      async list(...given: Parameters<typeof sessions.list>) {
        const [query] = given;
        if ('channelArn' in query && query.channelArn === faults.list) throw new Error('no list');
        return sessions.list(...given);
      },
    },
    relay: {
      async takeOver(holder: string) {
        if (faults.relay) throw faults.relay;
        await relay.takeOver(holder);
      },
      async isHolder(holder: string) {
        if (faults.relay) throw faults.relay;
        return relay.isHolder(holder);
      },
    },
  };
  return {
    ...seen,
    ...{ clock, fifo, memory, store, relay, faults, onSleep },
    run: (holder = 'me', { waitForLive = false, ms = 90_000 } = {}) =>
      repeatSticky({ ...tools, holder, deadline: clock.now() + ms }, waitForLive),
    set: (arn: string, key: string, payload: unknown, members: { until?: number } = {}) =>
      store.change(arn, clock.now(), (state) => {
        const now = clock.now();
        const id = `${key} ${JSON.stringify(payload)}`;
        const value = { key, id, text: JSON.stringify(payload), setAt: now, fromEvent: false };
        const budget = budgetOf(TIMING, SETTINGS);
        const { state: after } = storeValues(state, [{ ...value, ...members }], budget, now);
        return { result: undefined, ...(after && { state: after }) };
      }),
    async addFact(arn: string, streamId: string, kind: FactKind) {
      const at = isoTime(Math.floor(clock.now() / 1_000) * 1_000);
      await sessions.addFact({ channelArn: arn, streamId }, kind, {
        at,
        id: `${streamId} ${kind}`,
        ...(isEnd(kind) && { expires: 0 }),
      });
    },
    /** The messages queued since the last call, by channel. */
    queued() {
      const bodies: Record<string, unknown[]> = {};
      for (let records = fifo.receive(); records.length > 0; records = fifo.receive()) {
        for (const { group, body } of records) {
          const read = parseQueueBody(body);
          const messages = 'messages' in read ? read.messages : [];
          bodies[group] = [...(bodies[group] ?? []), ...messages];
        }
        fifo.deleteDone(records, new Set());
      }
      return bodies;
    },
    stored: () =>
      [...stickyStates(memory).values()].flatMap(({ values }) =>
        values.map(({ text }) => JSON.parse(text)),
      ),
  };
}

type Env = ReturnType<typeof setUp>;

/** Makes a live channel with values that are old enough to be repeated. */
async function liveChannel(env: Env, arn = A): Promise<void> {
  await env.addFact(arn, 'st-1', 'started');
  env.clock.advance(1_000);
  await env.set(arn, 'poll', { q: 1 });
  await env.set(arn, 'score', 2);
  env.clock.advance(1_000);
}

describe('repeating', () => {
  test('makes one Query and ends if nothing is stored', async () => {
    const { run, lines, clock } = setUp();
    const before = clock.now();
    expect(await run()).toMatchObject({ ended: 'idle', passes: 1 });
    expect(await run('me', { waitForLive: true })).toMatchObject({ ended: 'idle', passes: 1 });
    expect([lines, clock.now()]).toEqual([[], before]);
  });

  test('keeps a value for its stream if an encoder connects before and is gone before the stream starts', async () => {
    const env = setUp();
    await env.set(A, 'poll', { q: 1 });
    env.clock.advance(60_000);
    await env.addFact(A, 'st-1', 'created');
    env.clock.advance(7_000);
    await env.addFact(A, 'st-1', 'ingestEnded');
    await env.run();
    expect(env.stored()).toEqual([{ q: 1 }]);
    env.clock.advance(60_000);
    await env.addFact(A, 'st-2', 'started');
    env.clock.advance(1_000);
    await env.run('me', { ms: 15_000 });
    expect(env.queued()).toMatchObject({ [A]: [{ payload: { q: 1 } }] });
  });

  test('queues all values of a channel together, with their ids, without keys, and with a TTL of N seconds', async () => {
    const env = setUp();
    await liveChannel(env);
    const now = env.clock.now();
    await env.run('me', { ms: 15_000 });
    const records = env.fifo.receive();
    expect(records).toHaveLength(1);
    env.fifo.deleteDone(records, new Set());
    const values = stickyStates(env.memory).get(A)?.values ?? [];
    const read = parseQueueBody(records[0]?.body ?? '');
    expect(read).toMatchObject({
      messages: values.map(({ shortId, text }) => ({
        ...{ id: shortId, payload: JSON.parse(text), expiresAt: now + 5_000 },
      })),
    });
    expect(JSON.stringify(read)).not.toContain('"key"');
  });

  test('makes passes at multiples of the period until its time is over', async () => {
    const env = setUp();
    await liveChannel(env);
    const began = env.clock.now();
    const report = await env.run();
    expect(report).toMatchObject({ ended: 'time', repeated: 2 * report.passes, failed: 0 });
    expect(env.clock.now() % TIMING.periodMs).toBe(0);
    expect(env.clock.now() - began).toBeGreaterThan(70_000);
    expect(env.clock.now() - began).toBeLessThanOrEqual(75_000);
    expect(env.queued()[A]).toHaveLength(report.repeated);
    expect(env.counts).toMatchObject({ MetadataStickyRepeated: report.repeated });
  });

  test('ends when another invocation has taken over, and a value of both is queued once', async () => {
    const env = setUp();
    await liveChannel(env);
    env.onSleep.push(async () => {
      expect(await env.run('other', { ms: 15_000 })).toMatchObject({ ended: 'time', passes: 1 });
    });
    expect(await env.run('me')).toMatchObject({ ended: 'relieved', passes: 1 });
    expect(await env.run('third', { ms: 15_000 })).toMatchObject({ passes: 1 });
    expect(env.queued()[A]).toHaveLength(4);
  });

  test('leaves out a value whose own message may not be queued yet', async () => {
    const env = setUp();
    await env.addFact(A, 'st-1', 'started');
    await env.set(A, 'poll', 1);
    env.clock.advance(TIMING.minAgeMs - 1);
    expect(await env.run('me', { ms: 15_000 })).toMatchObject({ passes: 1, repeated: 0 });
    env.clock.advance(1);
    expect(await env.run('me', { ms: 15_000 })).toMatchObject({ passes: 1, repeated: 1 });
  });

  test('waits for a stream only if an event or a message started it', async () => {
    const env = setUp();
    await env.set(A, 'poll', 1);
    expect(await env.run()).toMatchObject({ ended: 'idle', passes: 1 });
    expect(await env.run('me', { waitForLive: true })).toMatchObject({ ended: 'idle', passes: 2 });
    env.onSleep.push(() => env.addFact(A, 'st-1', 'started'));
    expect(await env.run('me', { waitForLive: true })).toMatchObject({ ended: 'time' });
    expect(env.queued()[A]).toContainEqual(expect.objectContaining({ payload: 1 }));
  });

  test.each(['ended', 'ingestEnded'] as const)(
    'forgets values after %s, but not those of the next stream',
    async (kind) => {
      const env = setUp();
      await liveChannel(env);
      await env.addFact(A, 'st-1', kind);
      env.clock.advance(2_000);
      await env.set(A, 'host', 'next');
      env.clock.advance(2_000);
      expect(await env.run()).toMatchObject({ ended: 'idle', forgotten: 2, repeated: 0 });
      expect(env.stored()).toEqual(['next']);
      await env.addFact(A, 'st-2', 'started');
      await env.run('me', { ms: 15_000 });
      expect(env.queued()).toEqual({ [A]: [expect.objectContaining({ payload: 'next' })] });
      env.clock.advance(2_000);
      await env.addFact(A, 'st-2', 'ended');
      expect(await env.run()).toMatchObject({ ended: 'idle', forgotten: 1 });
      expect(await env.run()).toMatchObject({ ended: 'idle', forgotten: 0 });
      expect(stickyStates(env.memory).size).toBe(0);
    },
  );

  test('forgets a value at the expiry of its message, and repeats expire with it', async () => {
    const env = setUp();
    await env.addFact(A, 'st-1', 'started');
    const until = env.clock.now() + 4_000;
    await env.set(A, 'poll', 1, { until });
    env.clock.advance(1_000);
    await env.run('me', { ms: 15_000 });
    expect(env.queued()[A]).toEqual([expect.objectContaining({ expiresAt: until })]);
    env.clock.advance(3_000);
    expect(await env.run()).toMatchObject({ ended: 'idle', forgotten: 1 });
  });

  test('skips only channels that are loaded to 80 %', async () => {
    const env = setUp();
    await liveChannel(env, A);
    await liveChannel(env, B);
    env.memory.put({ ...backlogKey, drainAt: env.clock.now() + 0.8 * 5_000 });
    expect(await env.run('me', { ms: 15_000 })).toMatchObject({ repeated: 2, skipped: 2 });
    expect(Object.keys(env.queued())).toEqual([B]);
    expect(env.counts).toMatchObject({ MetadataStickySkipped: 2 });
    env.memory.put({ ...backlogKey, drainAt: env.clock.now() + 0.7 * 5_000 });
    env.clock.advance(TIMING.periodMs);
    expect(await env.run('me', { ms: 15_000 })).toMatchObject({ repeated: 4, skipped: 0 });
  });

  test('reserves the backlog of the channel', async () => {
    const env = setUp();
    await liveChannel(env);
    await env.run('me', { ms: 15_000 });
    expect(env.memory.get(backlogKey)?.drainAt).toBeGreaterThan(env.clock.now());
  });

  test('continues with other channels and with the next pass after a failure', async () => {
    const env = setUp();
    await liveChannel(env, A);
    await liveChannel(env, B);
    env.faults.list = A;
    expect(await env.run('me', { ms: 15_000 })).toMatchObject({ repeated: 2, failed: 1 });
    expect(env.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ channelArn: A }),
      }),
    );
    delete env.faults.list;
    env.faults.page = new Error('the table is down');
    env.onSleep.push(async () => {
      delete env.faults.page;
    });
    env.faults.relay = new Error('the table is down');
    env.clock.advance(TIMING.periodMs);
    expect(await env.run()).toMatchObject({ ended: 'time', failed: 1 });
    expect(env.queued()[A]?.length).toBeGreaterThan(10);
  });

  test('never logs a payload', async () => {
    const env = setUp();
    await env.addFact(A, 'st-1', 'started');
    await env.set(A, 'poll', 'the secret answer');
    env.clock.advance(1_000);
    env.faults.list = A;
    await env.run('me', { ms: 15_000 });
    expect(JSON.stringify(env.lines)).not.toContain('secret');
  });
});

describe('a tick', () => {
  test.each([
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event' }, true],
    [{ source: 'aws.ivs' }, false],
    [{}, false],
    [null, false],
    [undefined, false],
  ])('%o: %o', (event, tick) => {
    expect(isTick(event)).toBe(tick);
  });
});
