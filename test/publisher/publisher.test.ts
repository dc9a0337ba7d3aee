import { describe, expect, test } from 'vitest';
import type { SendResult } from '../../src/metadata/queue/send-in-order.ts';
import type { Published } from '../../src/publisher/types.ts';
import * as fc from '../support/fast-check.ts';
import { arn, harness, sdkError } from './support/harness.ts';

const A = arn('a');
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const message = (n: number, channelArn = A) => ({ channelArn, payload: { n } });
const FAILED: SendResult = { reason: 'InternalError', retry: true };
const REFUSED: SendResult = { reason: 'InvalidMessageContents', retry: false };

describe('a publisher', () => {
  test('packs messages published within the linger time into one SQS message', async () => {
    const { publisher, finish, batches, queued, clock } = harness();
    const start = clock.now();
    const all = Promise.all(range(50).map((n) => publisher.publish(message(n))));
    const answers = await finish(all);
    expect(answers.every(({ accepted }) => accepted)).toBe(true);
    expect(new Set(answers.map((answer) => 'id' in answer && answer.id)).size).toBe(50);
    expect(batches.map(({ entries }) => entries.length)).toEqual([1]);
    expect(batches[0]?.at).toBe(start + 50);
    expect(queued(A)).toEqual(range(50).map((n) => ({ n })));
  });

  test('sends a full SQS message without waiting, and fills each with whole requests', async () => {
    const { publisher, finish, batches } = harness();
    const payload = 'x'.repeat(98);
    await finish(Promise.all(range(200).map(() => publisher.publish({ channelArn: A, payload }))));
    const sizes = batches.flatMap(({ entries }) => entries.map(({ messages }) => messages.length));
    // Nine messages of 100 bytes fit into a request, and eight requests into an SQS message.
    expect(sizes).toEqual([72, 72, 56]);
    expect(batches[0]?.at).toBeLessThan((batches[2]?.at ?? 0) - 20);
  });

  test('sends SQS messages of several channels in the same batches', async () => {
    const { publisher, finish, batches } = harness();
    const all = range(25).map((n) => publisher.publish(message(n, arn(`c${n}`))));
    await finish(Promise.all(all));
    expect(batches.map(({ entries }) => entries.length).sort()).toEqual([10, 10, 5]);
  });

  test('sends the payload as it was at the call, even if the caller changes it', async () => {
    const { publisher, finish, queued } = harness();
    const payload = { n: 1 };
    const published = publisher.publish({ channelArn: A, payload });
    payload.n = 2;
    await finish(published);
    expect(queued(A)).toEqual([{ n: 1 }]);
  });

  test.each([
    [{ channelArn: 'a', payload: 1 }, 'channelArn'],
    [{ channelArn: A.replace('us-west-2', 'eu-west-1'), payload: 1 }, 'channelArn'],
    [{ channelArn: A }, 'payload'],
    [{ channelArn: A, payload: 1n }, 'payload'],
    [{ channelArn: A, payload: 1, ttlSeconds: -1 }, 'ttlSeconds'],
    [{ channelArn: A, payload: 1, ttl: 1 }, 'ttl'],
    [null, 'message'],
  ])('refuses %o at once, and queues other messages', async (bad, field) => {
    const { publisher, finish, queued } = harness();
    const refused = publisher.publish(bad as never);
    const good = publisher.publish(message(1));
    expect(await refused).toMatchObject({ accepted: false, field });
    expect(await finish(good)).toMatchObject({ accepted: true });
    expect(queued(A)).toEqual([{ n: 1 }]);
  });

  test('refuses a payload that refers to itself', async () => {
    const payload: Record<string, unknown> = {};
    payload.self = payload;
    const answer = await harness().publisher.publish({ channelArn: A, payload });
    expect(answer).toMatchObject({ accepted: false, field: 'payload' });
  });

  test.each<[unknown, string]>([
    [
      { a: [1, { b: Number.NaN }] },
      'payload: expected a JSON value, received NaN (payload.a[1].b)',
    ],
    [Number.POSITIVE_INFINITY, 'payload: expected a JSON value, received Infinity'],
    [{ total: 10n }, 'payload: expected a JSON value, received a bigint (payload.total)'],
    [
      [new Date(Number.NaN)],
      'payload: expected a JSON value, received an invalid date (payload[0])',
    ],
    [{ n: 2 ** 53 }, 'received a larger one (payload.n)'],
    [() => 1, 'payload: expected any JSON value, received nothing'],
    [undefined, 'payload: expected any JSON value, received nothing'],
    [
      { toJSON: () => [{ deep: { toJSON: () => Number.NaN } }] },
      'payload: expected a JSON value, received NaN (payload[0].deep)',
    ],
    [
      {
        toJSON() {
          throw new Error('no');
        },
      },
      'payload: expected any JSON value, received one that JSON cannot express (Error)',
    ],
  ])('refuses a payload that JSON would change: %o', async (payload, expected) => {
    const answer = await harness().publisher.publish({ channelArn: A, payload });
    expect(answer).toMatchObject({ accepted: false, field: 'payload' });
    expect(answer).toHaveProperty('message', expect.stringContaining(expected));
  });

  test('sends what JSON.stringify writes: dates as text, no undefined members', async () => {
    const { publisher, finish, queued } = harness();
    const payload = { at: new Date(0), none: undefined, ['__proto__']: 1, zero: -0 };
    await finish(publisher.publish({ channelArn: A, payload }));
    expect(JSON.stringify(queued(A))).toBe(
      '[{"at":"1970-01-01T00:00:00.000Z","__proto__":1,"zero":0}]',
    );
  });

  test.each<[string, unknown]>([
    ['id', 1n],
    ['id', Symbol('id')],
    ['key', Number.NaN],
    ['id', { toJSON: () => 1n }],
    ['key', '\ud800'],
    ['ttlSeconds', 10n],
  ])('answers a wrong %s of any type: %o', async (member, value) => {
    const answer = await harness().publisher.publish({ ...message(1), [member]: value } as never);
    expect(answer).toMatchObject({ accepted: false, field: member });
  });

  test('answers a message whose members cannot be read', async () => {
    const unreadable = Object.defineProperty(message(1), 'key', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    const answer = await harness().publisher.publish(unreadable);
    expect(answer).toMatchObject({ accepted: false, field: 'message' });
  });

  test('refuses messages if the region is not known', async () => {
    const { publisher } = harness({
      region: () => Promise.reject(new Error('Region is missing')),
    });
    const answer = await publisher.publish(message(1));
    expect(answer).toMatchObject({ accepted: false, field: 'publisher' });
  });
});

describe('superseding', () => {
  test('sends only the newest message of a channel with the same key, in its own place', async () => {
    const { publisher, finish, queued } = harness();
    const keyed = (n: number, key: string, channelArn = A) => ({ ...message(n, channelArn), key });
    const all = [
      publisher.publish({ ...keyed(1, 'score'), id: 'first' }),
      publisher.publish(message(2)),
      publisher.publish(keyed(3, 'clock')),
      publisher.publish({ ...keyed(4, 'score'), id: 'second' }),
      publisher.publish(keyed(5, 'score', arn('b'))),
    ];
    const answers = await finish(Promise.all(all));
    expect(answers[0]).toEqual({ accepted: true, id: 'first', supersededBy: 'second' });
    expect(answers.slice(1).every((answer) => answer.accepted && !answer.supersededBy)).toBe(true);
    expect(queued(A)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
    expect(queued(arn('b'))).toEqual([{ n: 5 }]);
  });

  test('does not affect a message that is already being sent', async () => {
    const { publisher, finish, queued, clock } = harness();
    const first = publisher.publish({ ...message(1), key: 'k' });
    await clock.run(clock.now() + 55);
    const second = publisher.publish({ ...message(2), key: 'k' });
    expect(await finish(Promise.all([first, second]))).toEqual([
      { accepted: true, id: expect.any(String) },
      { accepted: true, id: expect.any(String) },
    ]);
    expect(queued(A)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('frees the buffer', async () => {
    const { publisher, finish, queued } = harness({ maxBufferedBytes: 2_000 });
    const all = range(100).map((n) => publisher.publish({ ...message(n), key: 'k' }));
    await finish(Promise.all(all));
    expect(publisher.bufferedBytes).toBe(0);
    expect(queued(A).at(-1)).toEqual({ n: 99 });
  });
});

describe('back-pressure', () => {
  test('never exceeds the buffer, lets callers wait, and keeps the order of the calls', async () => {
    const { publisher, clock, queued } = harness({ maxBufferedBytes: 10_000 });
    let most = 0;
    const all = range(2_000).map((n) => publisher.publish(message(n)));
    const done = Promise.all(all).then(() => true);
    while (!(await Promise.race([done, clock.run(clock.now() + 5).then(() => false)]))) {
      most = Math.max(most, publisher.bufferedBytes);
    }
    expect(most).toBeGreaterThan(5_000);
    expect(most).toBeLessThanOrEqual(10_000);
    expect(queued(A)).toEqual(range(2_000).map((n) => ({ n })));
  });

  test('ready() waits as long as the buffer is full', async () => {
    const { publisher, clock } = harness({ maxBufferedBytes: 1_000 });
    let published = 0;
    const loop = (async () => {
      for (const n of range(100)) {
        await publisher.ready();
        void publisher.publish(message(n));
        published += 1;
      }
    })();
    await clock.run(clock.now() + 1);
    expect(published).toBeLessThan(20);
    await clock.run();
    await loop;
    expect(published).toBe(100);
  });

  test('accepts a message that is larger than the buffer, one at a time', async () => {
    const { publisher, finish, queued } = harness({ maxBufferedBytes: 10 });
    await finish(Promise.all(range(3).map((n) => publisher.publish(message(n)))));
    expect(queued(A)).toEqual(range(3).map((n) => ({ n })));
  });

  test('refuses messages beyond the backlog of a channel, and sends those of other channels', async () => {
    const { publisher, finish, queued } = harness({ maxBacklogMs: 2_000, maxBytes: 100 });
    const all = [
      ...range(100).map((n) => publisher.publish(message(n))),
      publisher.publish(message(1, arn('b'))),
    ];
    const answers = await finish(Promise.all(all));
    const accepted = queued(A).length;
    expect(accepted).toBeGreaterThan(0);
    expect(queued(A)).toEqual(range(accepted).map((n) => ({ n })));
    expect(answers.slice(accepted, 100)).toEqual(
      range(100 - accepted).map(() => ({
        ...{ accepted: false, field: 'backlog', id: expect.any(String) },
        message: expect.stringContaining('try again in'),
      })),
    );
    expect(answers.at(-1)).toMatchObject({ accepted: true });
  });
});

describe('a failing queue', () => {
  test('gets a failed SQS message again, with the same deduplication id, before those behind it', async () => {
    const { publisher, finish, queued, attempts, clock } = harness({
      script: ({ body }, attempt) => (body.includes('{"n":0}') && attempt < 4 ? FAILED : 'sent'),
    });
    const first = publisher.publish(message(0));
    await clock.run(clock.now() + 55);
    const all = [first, ...[1, 2].map((n) => publisher.publish(message(n)))];
    const other = publisher.publish(message(9, arn('b')));
    expect(await finish(Promise.all([...all, other]))).toMatchObject([
      ...range(4).map(() => ({ accepted: true })),
    ]);
    expect(queued(A)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(Math.max(...attempts.values())).toBe(4);
  });

  test('does not delay other channels', async () => {
    const { publisher, clock, queued } = harness({
      script: ({ channelArn }) => (channelArn === A ? FAILED : 'sent'),
    });
    void publisher.publish(message(1));
    for (const n of range(5)) {
      void publisher.publish(message(n, arn('b')));
      await clock.run(clock.now() + 100);
    }
    expect(queued(arn('b'))).toEqual(range(5).map((n) => ({ n })));
  });

  test('gets a whole request again after a timeout, throttling or a server error', async () => {
    const errors = [
      sdkError('TimeoutError'),
      sdkError('RequestThrottled', 400),
      sdkError('x', 503),
    ];
    const { publisher, finish, queued } = harness({
      script: (_, attempt) => errors[attempt - 1] ?? 'sent',
    });
    expect(await finish(publisher.publish(message(1)))).toMatchObject({ accepted: true });
    expect(queued(A)).toEqual([{ n: 1 }]);
  });

  test.each([REFUSED, sdkError('AccessDeniedException', 403), sdkError('QueueDoesNotExist', 400)])(
    'gets no second request if that is useless: %o',
    async (answer) => {
      const { publisher, finish, attempts } = harness({ script: () => answer });
      const name = answer instanceof Error ? answer.name : (answer as { reason: string }).reason;
      expect(await finish(publisher.publish(message(1)))).toMatchObject({
        ...{ accepted: false, field: 'queue', id: expect.any(String) },
        message: expect.stringContaining(name),
      });
      expect([...attempts.values()]).toEqual([1]);
    },
  );

  test('is given up after retryMs', async () => {
    const { publisher, finish, clock } = harness({ script: () => FAILED, retryMs: 5_000 });
    const start = clock.now();
    expect(await finish(publisher.publish(message(1)))).toMatchObject({ field: 'queue' });
    expect(clock.now() - start).toBeGreaterThanOrEqual(5_000);
    expect(clock.now() - start).toBeLessThan(20_000);
  });

  test('gets the message after a retry if the table does not answer at first', async () => {
    let calls = 0;
    const { publisher, finish } = harness({
      backlog: {
        async reserve(_, costs) {
          if (++calls < 3) throw sdkError('InternalServerError', 500);
          return { count: costs.length, costMs: 0, retryAfterMs: 0, backlogMs: 0, limitMs: 1 };
        },
      },
    });
    expect(await finish(publisher.publish(message(1)))).toMatchObject({ accepted: true });
    const denied = harness({
      backlog: { reserve: () => Promise.reject(sdkError('AccessDeniedException', 400)) },
    });
    expect(await denied.finish(denied.publisher.publish(message(1)))).toMatchObject({
      ...{ accepted: false, field: 'queue' },
      message: expect.stringContaining('AccessDeniedException'),
    });
  });
});

describe('flush and close', () => {
  test('flush sends at once everything published before, including messages that wait for room', async () => {
    const { publisher, finish, clock, queued } = harness({
      ...{ lingerMs: 60_000, maxBufferedBytes: 3_000 },
    });
    const start = clock.now();
    let flushedAt = 0;
    const all = range(100).map((n) => publisher.publish(message(n)));
    const flushed = publisher.flush().then(() => {
      flushedAt = clock.now();
    });
    await finish(Promise.all([...all, flushed]));
    expect(flushedAt - start).toBeLessThan(1_000);
    expect(queued(A)).toEqual(range(100).map((n) => ({ n })));
  });

  test('after a flush, messages linger again', async () => {
    const { publisher, clock, batches } = harness({ lingerMs: 1_000 });
    const flushed = publisher.flush();
    await clock.run(clock.now() + 1);
    await flushed;
    void publisher.publish(message(1));
    await clock.run(clock.now() + 900);
    expect(batches).toHaveLength(0);
  });

  test('close does the same, releases connections, and refuses later messages', async () => {
    const h = harness({ lingerMs: 60_000 });
    const published = h.publisher.publish(message(1));
    const closed = h.publisher.close();
    const late = h.publisher.publish(message(2));
    await h.finish(Promise.all([closed, h.publisher.close()]));
    expect(await published).toMatchObject({ accepted: true });
    expect(await late).toMatchObject({ accepted: false, field: 'publisher' });
    expect(h.queued(A)).toEqual([{ n: 1 }]);
    expect(h.released).toBe(2);
  });

  test('close waits for retries and their answers', async () => {
    const { publisher, finish } = harness({ script: () => FAILED, retryMs: 3_000 });
    const answers: Published[] = [];
    void publisher.publish(message(1)).then((answer) => answers.push(answer));
    await finish(publisher.close());
    expect(answers).toMatchObject([{ accepted: false, field: 'queue' }]);
  });
});

describe('with random results of the queue', () => {
  test('each message gets one answer, and exactly the accepted ones are queued, in order', async () => {
    const action = fc.record({
      channel: fc.integer({ min: 0, max: 2 }),
      wait: fc.constantFrom(0, 0, 0, 0, 5, 60),
      key: fc.constantFrom(undefined, undefined, 'k', 'l'),
      pad: fc.integer({ min: 0, max: 900 }),
    });
    const result = fc.constantFrom<SendResult | 'cut' | 'denied'>(
      ...(['sent', 'sent', 'sent', FAILED, REFUSED, 'cut', 'denied'] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 80 }),
        fc.infiniteStream(result),
        fc.constantFrom(500, 3_000, 1_000_000),
        fc.constantFrom<'off' | 'deflate'>('off', 'deflate'),
        async (actions, results, maxBufferedBytes, compression) => {
          const h = harness({
            ...{ maxBufferedBytes, retryMs: 2_000, compression },
            script: () => {
              const next = results.next().value ?? 'sent';
              if (next === 'cut') return sdkError('TimeoutError');
              return next === 'denied' ? sdkError('AccessDenied', 403) : next;
            },
          });
          const answers: Promise<Published>[] = [];
          const producer = (async () => {
            for (const [n, { channel, wait, key, pad }] of actions.entries()) {
              if (wait > 0) await h.clock.sleep(wait);
              const payload = { n, pad: 'p'.repeat(pad) };
              answers.push(
                h.publisher.publish({
                  channelArn: arn(`${channel}`),
                  payload,
                  ...(key && { key }),
                }),
              );
            }
            await h.publisher.close();
          })();
          await h.finish(producer);
          const all = await Promise.all(answers);
          for (const channel of range(3)) {
            const queued = h.queued(arn(`${channel}`)) as { n: number }[];
            const places = queued.map(({ n }) => n);
            expect(places).toEqual(places.toSorted((one, other) => one - other));
            for (const [n, answer] of all.entries()) {
              if (actions[n]?.channel !== channel || !answer) continue;
              const arrives = answer.accepted && answer.supersededBy === undefined;
              const inDoubt = !answer.accepted && answer.field === 'queue';
              if (!inDoubt) expect(places.includes(n)).toBe(arrives);
            }
          }
          expect(h.publisher.bufferedBytes).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
