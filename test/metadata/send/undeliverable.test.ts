import { describe, expect, test } from 'vitest';
import {
  messageBodyText,
  parseQueueBody,
  queueBodyText,
} from '../../../src/metadata/format/queue-body.ts';
import { orderAt, stickyId } from '../../../src/metadata/format/sticky-id.ts';
import { A, B, setUp } from '../support/batch.ts';

describe('a message that can never be sent', () => {
  test('is dead-lettered with the reason, and the messages behind it are sent', async () => {
    const { record, send, deadLetters, texts, counts } = setUp();
    const records = [
      record(A, '{"not": '),
      record(A, [{ id: 'a' }]),
      record('quiz', [{ id: 'b' }]),
    ];
    expect(await send(records)).toEqual([]);
    expect(deadLetters.messages).toMatchObject([
      { group: A, body: '{"not": ', reason: 'the body is not JSON' },
      { group: 'quiz', reason: 'MessageGroupId: expected the ARN of a channel' },
    ]);
    expect(texts()).toEqual([['a']]);
    expect(counts).toMatchObject({ MetadataDeadLettered: 2, MetadataDelivered: 1 });
  });

  test('has the id of a sticky value that no enqueueMetadata can have made yet', async () => {
    const { record, send, deadLetters, texts, clock } = setUp();
    const idIn = (ms: number) => stickyId(3, orderAt(clock.now() + ms));
    // Players would take no other value of the slot until then.
    const forged = [stickyId(0, 2 ** 36 - 1), idIn(601_000)];
    // Many values in one call get orders of the near future.
    const genuine = [idIn(-86_400_000), idIn(0), idIn(599_000)];
    const parts = [...forged, ...genuine].map((id) => ({ id, size: 20 }));
    expect(await send([record(A, [...parts, { id: 'b' }])])).toEqual([]);
    const letters = deadLetters.messages.flatMap(({ body }) => {
      const queued = parseQueueBody(body);
      return 'malformed' in queued ? [] : queued.messages.map(({ id }) => id);
    });
    expect(letters).toEqual(forged);
    expect(deadLetters.messages.map(({ reason }) => reason)).toEqual(
      forged.map(
        (id) => `id: expected an id that is not reserved for sticky values, received "${id}"`,
      ),
    );
    expect(texts().flat()).toEqual([...genuine, 'b']);
  });

  test('of an unknown channel is dead-lettered with the body from the queue', async () => {
    const { record, send, deadLetters, requests, counts, answer } = setUp();
    answer('ResourceNotFoundException');
    const records = [record(A, [{ id: 'a', size: 900 }, { id: 'b' }]), record(A, [{ id: 'c' }])];
    expect(await send(records)).toEqual([]);
    expect(deadLetters.messages.map(({ body }) => body)).toEqual(records.map(({ body }) => body));
    expect(deadLetters.messages[0]?.reason).toBe('ResourceNotFoundException');
    expect(requests).toHaveLength(1);
    expect(counts).toMatchObject({ MetadataDeadLettered: 3 });
  });

  test('is found by halving the envelope, and only that message is dead-lettered', async () => {
    const { record, send, deadLetters, texts, answer } = setUp();
    // Requests: all four messages, the first two, the other two, the third, the fourth.
    answer('ValidationException', undefined, 'ValidationException', 'ValidationException');
    await send([record(A, [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }])]);
    const [deadLettered] = deadLetters.messages;
    const queued = parseQueueBody(deadLettered?.body ?? '');
    expect('messages' in queued && queued.messages.map(({ id }) => id)).toEqual(['c']);
    expect(texts().slice(-1)).toEqual([[]]);
    expect(deadLetters.messages).toHaveLength(1);
  });

  test('stays in the queue if the dead-letter queue does not accept it', async () => {
    const { record, send, tools, returned, counts, requests } = setUp();
    tools.deadLetterQueue = { send: () => Promise.reject(new Error('no queue')) };
    const records = [record(A, 'not JSON'), record(A, [{ id: 'a' }]), record(B, [{ id: 'b' }])];
    expect(await send(records)).toEqual(['m1', 'm2']);
    expect(returned).toEqual({ m1: 5, m2: 5 });
    expect(requests.map(({ channel }) => channel)).toEqual([B]);
    expect(counts.MetadataDeadLettered).toBeUndefined();
  });

  test('does not include messages that fail for lack of permission: they stay in the queue', async () => {
    const { record, send, deadLetters, returned, lines, counts, answer } = setUp();
    answer('AccessDeniedException');
    expect(await send([record(A, [{ id: 'a' }])])).toEqual(['m1']);
    expect([deadLetters.messages.length, returned.m1]).toEqual([0, 5]);
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { messages: 1 } });
    expect(counts.MetadataDenied).toBe(1);
  });
});

describe('a batch that cannot be completed', () => {
  test('returns at once from the first SQS message that is not done, in order', async () => {
    const { record, send, returned, since, counts } = setUp({ requestMs: 1_000 });
    const large = (id: string) => ({ id, size: 900 });
    const records = Array.from({ length: 10 }, (_, n) =>
      record(A, [large(`${n}x`), large(`${n}y`), large(`${n}z`)]),
    );
    const failures = await send(records);
    expect(failures).toEqual(['m8', 'm9', 'm10']);
    expect(new Set(Object.values(returned))).toEqual(new Set([0]));
    expect(since()).toBeLessThan(30_000);
    expect(counts).toMatchObject({ MetadataRequests: 21, MetadataDelivered: 21 });
  });

  test('returns nothing before the gap after its last request', async () => {
    const { record, send, tools, requests, answer } = setUp();
    let changedAt = 0;
    tools.queue = {
      ...tools.queue,
      async changeVisibility() {
        changedAt = tools.clock.now();
      },
    };
    const start = tools.clock.now();
    answer('ChannelNotBroadcasting');
    await send([record(A, [{ id: 'a' }])]);
    expect(changedAt - start - (requests[0]?.at ?? 0)).toBeGreaterThanOrEqual(210);
  });

  test('returns when its visibility timeout ends if the visibility cannot be changed', async () => {
    const { record, send, tools, lines, answer } = setUp();
    tools.queue = {
      ...tools.queue,
      changeVisibility: () => Promise.reject(new Error('no queue')),
    };
    answer('ChannelNotBroadcasting');
    expect(await send([record(A, [{ id: 'a' }])])).toEqual(['m1']);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', fields: { reason: 'no queue' } });
  });

  test('fails the invocation if the timeout of the function is too short', async () => {
    const { record, send } = setUp();
    await expect(send([record(A, [{ id: 'a' }])], 6_000)).rejects.toThrow('10000 ms');
  });
});

test('no log line of sendBatch contains a payload', async () => {
  const { record, send, lines, answer } = setUp();
  const names = ['TimeoutError', 'ValidationException', 'ValidationException'];
  answer(...names, 'ThrottlingException', 'ResourceNotFoundException');
  const secret = 'SECRET';
  const body = (id: string) =>
    queueBodyText(1, [messageBodyText({ id, payload: secret, expiresAt: 9e15 })]);
  await send([record(A, body('x')), record(A, body('y')), record(A, `${secret}{`)]);
  expect(lines.length).toBeGreaterThan(2);
  expect(JSON.stringify(lines)).not.toContain(secret);
});
