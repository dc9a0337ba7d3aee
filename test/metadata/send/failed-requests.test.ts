import { describe, expect, test } from 'vitest';
import { A, B, OFTEN_RECEIVED, setUp, TIMEOUT_MS } from '../support/batch.ts';
import { channelArn } from '../support/senders.ts';

describe('throttling', () => {
  test('is retried within the invocation', async () => {
    const { record, send, requests, counts, answer } = setUp();
    answer('ThrottlingException', 'ThrottlingException');
    expect(await send([record(A, [{ id: 'a' }])])).toEqual([]);
    expect(requests.map(({ at }) => at)).toEqual([0, 755, 2_260]);
    expect(counts).toMatchObject({ MetadataThrottled: 2, MetadataDelivered: 1 });
  });

  test('of one channel does not stop other channels', async () => {
    const { record, send, requests, answer } = setUp();
    answer('ThrottlingException');
    await send([record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }])]);
    expect(requests.map(({ channel }) => channel)).toEqual([A, B, A]);
  });

  test('that lasts makes the rest return in order, after a wait, without failures', async () => {
    const { record, send, returned, since, counts, answer } = setUp();
    answer(...Array<string>(50).fill('ThrottlingException'));
    const records = [record(A, [{ id: 'a' }]), record(A, [{ id: 'b' }])];
    expect(await send(records)).toEqual(['m1', 'm2']);
    expect(returned).toEqual({ m1: 5, m2: 5 });
    expect(since()).toBeLessThan(25_000);
    expect(counts.MetadataDelivered).toBeUndefined();
  });

  test('that lasts ends the invocation if other channels are done', async () => {
    const { record, send, returned, since, answer } = setUp();
    answer('ThrottlingException', undefined, 'ThrottlingException', 'ThrottlingException');
    expect(await send([record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }])])).toEqual(['m1']);
    expect(returned).toEqual({ m1: 5 });
    expect(since()).toBeLessThan(3_000);
  });
});

describe('a request whose result is unknown', () => {
  test.each(['TimeoutError', 'InternalServerException', 'ECONNRESET'])(
    'is sent again with the same text: %s',
    async (name) => {
      const { record, send, requests, texts, counts, answer } = setUp();
      answer(name);
      await send([record(A, [{ id: 'a' }, { id: 'b' }])]);
      expect(requests).toHaveLength(2);
      expect(requests[1]?.text).toBe(requests[0]?.text);
      expect(texts()).toEqual([['a', 'b'], []]);
      expect(counts).toMatchObject({ MetadataInDoubt: 1, MetadataDelivered: 2 });
    },
  );

  test('is sent again with the same text even if a message in it has expired', async () => {
    const { record, send, requests, counts, answer } = setUp();
    answer('TimeoutError');
    await send([record(A, [{ id: 'a', ttlMs: 100 }])]);
    expect(requests).toHaveLength(2);
    expect(counts).toMatchObject({ MetadataDelivered: 1 });
  });
});

describe('a request that gets no answer', () => {
  test('does not hold the other channels: their requests are sent, and their SQS messages deleted', async () => {
    const { record, send, requests, deleted, counts, answer } = setUp();
    answer('TimeoutError');
    const records = [A, B, channelArn('c')].map((arn) => record(arn, [{ id: arn.slice(-1) }]));
    expect(await send(records)).toEqual([]);
    expect(requests.map(({ at }) => at).slice(0, 3)).toEqual([0, 0, 0]);
    expect(requests[3]).toMatchObject({ channel: A });
    // A gap after their last request, other instances may send to these channels.
    expect(deleted[0]).toEqual({ at: 210 + 25, ids: ['m2', 'm3'] });
    expect(counts).toMatchObject({ MetadataDelivered: 3, MetadataInDoubt: 1 });
  });

  test('keeps the order of its own channel, and the parts of a message together', async () => {
    const { record, send, requests, texts, answer } = setUp();
    answer(undefined, undefined, undefined, 'TimeoutError');
    const large = { id: 'large', size: 2_500 };
    await send([record(A, [large, { id: 'a' }]), record(B, [{ id: 'b', size: 900 }, { id: 'c' }])]);
    const of = (arn: string) => texts().filter((_, index) => requests[index]?.channel === arn);
    expect(of(A)).toEqual([[], [], ['large'], [], ['a']]);
    expect(of(B)).toEqual([['b', 'c']]);
  });

  test('keeps its permit until it has certainly arrived', async () => {
    const { record, send, requests, answer } = setUp({ permits: 0 });
    answer('TimeoutError');
    await send([A, B].map((arn) => record(arn, [{ id: 'x' }], OFTEN_RECEIVED)));
    const second = requests.find(({ channel }) => channel === B);
    expect(second?.at).toBeGreaterThanOrEqual(TIMEOUT_MS + 2_000 + 1_000);
  });

  test('counts each message once if SQS does not delete those of the other channels', async () => {
    const { record, send, tools, lines, counts, answer } = setUp();
    tools.queue = {
      ...tools.queue,
      deleteMessages: () => Promise.reject(new Error('no queue')),
    };
    answer('TimeoutError');
    expect(await send([record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }])])).toEqual([]);
    expect(lines).toContainEqual({
      level: 'warn',
      message: 'messages not deleted; they are deleted when the invocation ends',
      fields: { reason: 'no queue' },
    });
    expect(counts).toMatchObject({ MetadataDelivered: 2 });
  });
});
