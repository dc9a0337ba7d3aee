import { describe, expect, test } from 'vitest';
import {
  messageBodyText,
  parseQueueBody,
  queueBodyText,
} from '../../../src/metadata/format/queue-body.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import type { Compression, MetadataMode } from '../../../src/metadata/format/request-format.ts';
import { orderAt, stickyId } from '../../../src/metadata/format/sticky-id.ts';
import type { EndedMessages, SentHistory } from '../../../src/metadata/history/sent-history.ts';
import type { QueueRecord } from '../../../src/metadata/send/records.ts';
import { sendBatch } from '../../../src/metadata/send/send-batch.ts';
import type { SendTools } from '../../../src/metadata/send/tools.ts';
import type { Clock } from '../../../src/platform/clock.ts';
import { recordObservability } from '../../support/observability.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { accountPacer, PERMITS } from '../support/account.ts';
import { memoryDeadLetterQueue } from '../support/queues.ts';
import { channelArn } from '../support/senders.ts';
import { waitingTools } from '../support/waiting.ts';

const A = channelArn('a');
const B = channelArn('b');

interface Part {
  id: string;
  size?: number;
  key?: string;
  ttlMs?: number;
}

/** The request timeout of the sender's IVS client. */
const TIMEOUT_MS = 3_000;

/** A message that was received so often is not passed on. */
const OFTEN_RECEIVED = 4;

function setUp({
  offline = 'hold',
  mode = 'envelope',
  compression = 'off',
  requestMs = 5,
  random = 0.5,
  permits = PERMITS,
  history,
}: Options = {}) {
  const clock = virtualTime();
  const start = clock.now();
  const seen = recordObservability();
  const deadLetters = memoryDeadLetterQueue();
  const requests: { at: number; channel: string; text: string }[] = [];
  const returned: Record<string, number> = {};
  const deleted: { at: number; ids: string[] }[] = [];
  const answers: (string | undefined)[] = [];
  let made = 0;
  let sentAt = 0;
  const tools: SendTools = {
    ...seen,
    ...waitingTools(),
    ...{
      clock,
      random: () => random,
      deadLetterQueue: deadLetters,
      account: accountPacer({ clock, permits }),
    },
    settings: { mode, compression, maxBytes: 1_000, offline, gapMs: 210 },
    ...(history && { history: history(clock) }),
    ivs: {
      async putMetadata(channel, text) {
        requests.push({ at: clock.now() - start, channel, text });
        const name = answers.shift();
        await clock.sleep(name === 'TimeoutError' ? TIMEOUT_MS : requestMs);
        if (name === undefined) return;
        const status = name === 'AccessDeniedException' ? 403 : undefined;
        const error = Object.assign(new Error(name), { $metadata: { httpStatusCode: status } });
        error.name = name;
        throw error;
      },
    },
    queue: {
      async changeVisibility(changes) {
        for (const { record, seconds } of changes)
          returned[record.receiptHandle.replace('h', 'm')] = seconds;
      },
      async deleteMessages(records) {
        deleted.push({ at: clock.now() - start, ids: records.map(({ messageId }) => messageId) });
      },
    },
  };
  return {
    ...{ ...seen, clock, deadLetters, requests, returned, deleted, tools },
    /** How long the last `send` took, ms. */
    since: () => sentAt - start,
    /** The errors that the next requests get; undefined is success. */
    answer: (...names: (string | undefined)[]) => answers.push(...names),
    record(group: string, parts: Part[] | string, receiveCount = 1): QueueRecord {
      made += 1;
      const body =
        typeof parts === 'string'
          ? parts
          : queueBodyText(
              start,
              parts.map(({ id, size = 10, ttlMs = 600_000, key }) =>
                messageBodyText({
                  id,
                  ...(key && { key }),
                  payload: id.padEnd(size - 2, '.'),
                  expiresAt: start + ttlMs,
                }),
              ),
            );
      return { messageId: `m${made}`, receiptHandle: `h${made}`, body, group, receiveCount };
    },
    async send(records: QueueRecord[], remainingMs = 30_000) {
      const sent = sendBatch(records, clock.now() + remainingMs, tools);
      const { batchItemFailures } = await clock.finish(sent);
      sentAt = clock.now();
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    texts: () => {
      const decoder = createReferenceDecoder();
      return requests.map(({ text }) =>
        decoder.decode(text).map((p) => String(p).replace(/\.+$/, '')),
      );
    },
  };
}

interface Options {
  mode?: MetadataMode;
  compression?: Compression;
  offline?: 'hold' | 'drop';
  requestMs?: number;
  random?: number;
  /** How many permits there are to lease. */
  permits?: number;
  history?: (clock: Clock) => SentHistory;
}

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

describe('an instance without permits to lease', () => {
  const arns = ['a', 'b', 'c', 'd'].map(channelArn);

  test('keeps one channel, and returns the others to the queue at once, for other instances', async () => {
    const { record, send, requests, returned, counts } = setUp({ permits: 0 });
    const records = arns.map((arn) => record(arn, [{ id: 'x' }]));
    expect(await send(records)).toEqual(['m2', 'm3', 'm4']);
    expect(requests.map(({ at, channel }) => [at, channel])).toEqual([[0, A]]);
    expect(returned).toEqual({ m2: 0, m3: 0, m4: 0 });
    expect(counts).toMatchObject({ MetadataDelivered: 1, MetadataPassedOn: 3 });
  });

  test('sends one request in about a second if the channels were passed on often enough', async () => {
    const { record, send, requests, since } = setUp({ permits: 0 });
    expect(await send(arns.map((arn) => record(arn, [{ id: 'x' }], OFTEN_RECEIVED)))).toEqual([]);
    expect(requests.map(({ at }) => at)).toEqual([0, 1_006, 2_012, 3_018]);
    expect(since()).toBe(4_024);
  });

  test('shares the permits that it gets, so that all requests of a channel that it keeps are quick', async () => {
    const { record, send, requests, returned } = setUp({ permits: 16 });
    const parts = Array.from({ length: 5 }, (_, n) => ({ id: `${n}`, size: 900 }));
    await send(arns.map((arn) => record(arn, parts)));
    expect(Object.keys(returned)).toEqual(['m3', 'm4']);
    expect(requests.filter(({ channel }) => channel === A).map(({ at }) => at)).toEqual([
      ...[0, 210, 420, 630, 840],
    ]);
  });
});

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
