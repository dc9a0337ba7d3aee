import { describe, expect, test } from 'vitest';
import type { EndedMessages, SentHistory } from '../../../src/metadata/history/sent-history.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { A, B, setUp } from '../support/batch.ts';
import { channelArn } from '../support/senders.ts';

test('a payload that is nested too deeply does not block the messages behind it', async () => {
  const { record, send, texts, deadLetters } = setUp();
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const body = `{"v":1,"queuedAt":1,"messages":[{"id":"x","expiresAt":9e15,"payload":${deep}}]}`;
  expect(await send([record(A, body), record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }])])).toEqual(
    [],
  );
  expect(texts()).toEqual([['a'], ['b']]);
  expect(deadLetters.messages).toMatchObject([{ group: A, body }]);
});

describe('sending a batch', () => {
  test('sends a single message at once, and returns after the gap', async () => {
    const { record, send, requests, since, counts } = setUp();
    expect(await send([record(A, [{ id: 'a' }])])).toEqual([]);
    expect(requests).toMatchObject([{ at: 0, channel: A }]);
    expect(since()).toBe(210);
    expect(counts).toMatchObject({ MetadataDelivered: 1, MetadataRequests: 1 });
  });

  test('packs messages of several SQS messages into one request', async () => {
    const { record, send, texts } = setUp();
    await send(Array.from({ length: 10 }, (_, n) => record(A, [{ id: `${n}`, size: 50 }])));
    expect(texts()).toEqual([['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']]);
  });

  test('spaces the requests of each channel, and sends those of different channels side by side', async () => {
    const { record, send, requests } = setUp();
    const large = (id: string) => ({ id, size: 900 });
    await send([
      record(A, [large('a1'), large('a2'), large('a3')]),
      record(B, [large('b1'), large('b2')]),
    ]);
    expect(requests.map(({ at, channel }) => [at, channel])).toEqual([
      [0, A],
      [0, B],
      [210, A],
      [210, B],
      [420, A],
    ]);
  });

  test('sends to ten quiet channels at once', async () => {
    const { record, send, requests, since } = setUp();
    const arns = Array.from({ length: 10 }, (_, n) => channelArn(`quiet${n}`));
    expect(await send(arns.map((arn) => record(arn, [{ id: 'question 3' }])))).toEqual([]);
    expect(requests.map(({ at, channel }) => [at, channel])).toEqual(arns.map((arn) => [0, arn]));
    // After a second, it gives the permits back.
    expect(since()).toBeLessThan(1_100);
  });

  test('counts bytes and the age of the oldest message', async () => {
    const { record, send, requests, counts, clock } = setUp();
    const old = record(A, [{ id: 'a' }]);
    await clock.run(clock.now() + 3_000);
    await send([old]);
    expect(counts.MetadataBytes).toBe(requests[0]?.text.length);
    expect(counts.MetadataAge).toBe(3_005);
  });

  test('does not send messages that have expired, even while they waited for their turn', async () => {
    const { record, send, texts, counts, lines } = setUp();
    const large = { id: 'first', size: 900 };
    expect(
      await send([
        record(A, [{ id: 'gone', ttlMs: 0 }, large, { id: 'late', size: 900, ttlMs: 200 }]),
      ]),
    ).toEqual([]);
    expect(texts()).toEqual([['first']]);
    expect(counts).toMatchObject({ MetadataDelivered: 1, MetadataExpired: 2 });
    const expired = { level: 'info', message: 'metadata expired' };
    const fields = { channelArn: A, messageId: 'm1', ids: ['gone', 'late'] };
    expect(lines.filter(({ level }) => level === 'info')).toEqual([{ ...expired, fields }]);
  });

  test('makes no request and does not wait if all messages have expired', async () => {
    const { record, send, requests, since } = setUp();
    expect(await send([record(A, [{ id: 'gone', ttlMs: 0 }])])).toEqual([]);
    expect([requests.length, since()]).toEqual([0, 0]);
  });
});

describe('a message larger than a request', () => {
  const large = { id: 'large', size: 2_500 };

  test('is sent in parts, one directly after the other, while other channels wait', async () => {
    const { record, send, requests, texts, counts } = setUp();
    expect(await send([record(A, [{ id: 'a' }, large, { id: 'b' }]), record(B, [{ id: 'c' }])]));
    expect(requests.map(({ channel }) => channel)).toEqual([A, B, A, A, A, A]);
    expect(texts()).toEqual([['a'], ['c'], [], [], ['large'], ['b']]);
    expect(counts).toMatchObject({ MetadataDelivered: 4, MetadataRequests: 6 });
    expect(counts.MetadataBytes).toBe(requests.reduce((sum, { text }) => sum + text.length, 0));
  });

  test.each(['ThrottlingException', 'TimeoutError'])(
    'continues with the same part after a %s, even if the message has expired meanwhile',
    async (name) => {
      const { record, send, requests, texts, counts, answer } = setUp();
      answer(undefined, name);
      await send([record(A, [{ ...large, ttlMs: 300 }])]);
      expect(requests).toHaveLength(4);
      expect(requests[2]?.text).toBe(requests[1]?.text);
      expect(texts()).toEqual([[], [], [], ['large']]);
      expect(counts).toMatchObject({ MetadataDelivered: 1 });
    },
  );

  test('returns to the queue as a whole, with all messages behind it, if the stream ends', async () => {
    const { record, send, returned, counts, answer } = setUp();
    answer(undefined, 'ChannelNotBroadcasting');
    expect(await send([record(A, [large]), record(A, [{ id: 'b' }])])).toEqual(['m1', 'm2']);
    expect(returned).toEqual({ m1: 60, m2: 60 });
    expect(counts).toMatchObject({ MetadataHeld: 2, MetadataRequests: 2 });
  });

  test('is dead-lettered alone if IVS refuses a part', async () => {
    const { record, send, texts, deadLetters, answer } = setUp();
    answer(undefined, 'ValidationException');
    expect(await send([record(A, [large, { id: 'b' }])])).toEqual([]);
    expect(deadLetters.messages).toHaveLength(1);
    expect(texts().at(-1)).toEqual(['b']);
  });

  test('is not started if there is no time for its last part', async () => {
    const { record, send, requests } = setUp();
    expect(await send([record(A, [{ id: 'a' }, large])], 10_000 + 600)).toEqual(['m1']);
    expect(requests).toHaveLength(1);
    expect(await send([record(A, [large])], 10_000 + 640)).toEqual([]);
  });

  test('is not sent if a newer message with its key is in the batch', async () => {
    const { record, send, texts, counts } = setUp();
    await send([record(A, [{ ...large, key: 'k' }]), record(A, [{ id: 'b', key: 'k' }])]);
    expect(texts()).toEqual([['b']]);
    expect(counts).toMatchObject({ MetadataSuperseded: 1, MetadataDelivered: 1 });
  });
});

describe('the form of requests', () => {
  const burst = Array.from({ length: 60 }, (_, n) => ({ id: `message${n}`, size: 60 }));

  test('is compressed if compression is on and more messages fit', async () => {
    const { record, send, requests, texts } = setUp({ compression: 'deflate' });
    await send([record(A, burst), record(B, [{ id: 'lone' }])]);
    expect(requests.map(({ text }) => text.slice(0, 10))).toEqual(['["ivsa1z",', '["ivsa1","']);
    expect(texts().flat()).toEqual([...burst.map(({ id }) => id), 'lone']);
  });

  test('is one message, unchanged, in plain mode', async () => {
    const { record, send, requests } = setUp({ mode: 'plain' });
    await send([record(A, [{ id: 'a' }, { id: 'b' }])]);
    expect(requests.map(({ text }) => text)).toEqual(['a.......', 'b.......']);
  });
});

describe('a channel that is not broadcasting', () => {
  test('has its messages held: all of them return to the queue for a while, in order', async () => {
    const { record, send, returned, requests, counts, answer } = setUp();
    answer('ChannelNotBroadcasting');
    const records = [record(A, [{ id: 'a', size: 900 }]), record(B, [{ id: 'b' }])];
    expect(await send([...records, record(A, [{ id: 'c' }])])).toEqual(['m1', 'm3']);
    expect(returned).toEqual({ m1: 60, m3: 60 });
    expect(requests.map(({ channel }) => channel)).toEqual([A, B]);
    expect(counts).toMatchObject({ MetadataHeld: 2, MetadataDelivered: 1 });
  });

  test('has its messages dropped and counted with the setting drop', async () => {
    const { record, send, returned, counts, answer } = setUp({ offline: 'drop' });
    answer('ChannelNotBroadcasting');
    const records = [record(A, [{ id: 'a', size: 900 }, { id: 'b' }]), record(A, [{ id: 'c' }])];
    expect(await send(records)).toEqual([]);
    expect(returned).toEqual({});
    expect(counts).toMatchObject({ MetadataDropped: 3, MetadataRequests: 1 });
  });

  test('has unreadable SQS messages dead-lettered and not dropped', async () => {
    const { record, send, deadLetters, counts, answer } = setUp({ offline: 'drop' });
    answer('ChannelNotBroadcasting');
    expect(await send([record(A, [{ id: 'a' }]), record(A, 'not JSON')])).toEqual([]);
    expect(deadLetters.messages).toHaveLength(1);
    expect(counts).toMatchObject({ MetadataDropped: 1, MetadataDeadLettered: 1 });
  });
});

describe('the history for operators', () => {
  /** Writes take so long, ms. */
  const slow = (ms: number) => (clock: Clock) => ({
    keep: () => clock.sleep(ms),
    count: () => undefined,
  });

  test('channels that are done at about the same time share a write, with the counts', async () => {
    const kept: [channels: string[], withCounts: boolean][] = [];
    const history = () => ({
      count: () => undefined,
      async keep(ended: readonly EndedMessages[], withCounts: boolean) {
        kept.push([ended.map(({ batchId }) => batchId), withCounts]);
      },
    });
    const { record, send } = setUp({ history });
    const quiet = ['c', 'd', 'e'].map((name) => record(channelArn(name), [{ id: name }]));
    await send(quiet);
    expect(kept.splice(0)).toEqual([[['m1', 'm2', 'm3'], true]]);
    await send([
      record(A, [{ id: 'a' }]),
      record(B, [{ id: 'b' }]),
      record(channelArn('busy'), [{ id: 'f' }, { id: 'g', size: 990 }]),
    ]);
    expect(kept).toEqual([
      [['m4', 'm5'], false],
      [['m6'], true],
    ]);
  });

  test.each([1_000, 5_000])(
    'a write of %i ms keeps no channel waiting: its messages leave as soon as without it',
    async (ms) => {
      const leaves = async (history?: (clock: Clock) => SentHistory) => {
        const { record, send, deleted } = setUp(history && { history });
        await send([record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }, { id: 'c', size: 990 }])]);
        return deleted;
      };
      const [usual, beside] = [await leaves(), await leaves(slow(ms))];
      expect(usual.flatMap(({ ids }) => ids)).toEqual(['m1']);
      expect(beside[0]).toEqual(usual[0]);
      // The last channel is deleted by Lambda when the invocation ends; or here, if that is late.
      expect(beside[1]?.ids).toEqual(['m2']);
      expect(beside[1]?.at).toBeLessThanOrEqual(210 + 2 * 215 + 50);
    },
  );

  test.each<[what: string, failing: Partial<SentHistory>]>([
    ['a write', { keep: () => Promise.reject(new Error('throttled')) }],
    [
      'a count',
      {
        count: () => {
          throw new Error('throttled');
        },
      },
    ],
  ])('%s that fails is logged, and changes nothing else', async (_, broken) => {
    const failing = (clock: Clock) => ({ ...slow(0)(clock), ...broken });
    const { record, send, lines, counts } = setUp({ history: failing });
    expect(await send([record(A, [{ id: 'a' }])])).toEqual([]);
    expect(counts.MetadataDelivered).toBe(1);
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: 'what became of metadata is not kept for operators',
        fields: { reason: 'Error: throttled' },
      },
    ]);
  });
});
