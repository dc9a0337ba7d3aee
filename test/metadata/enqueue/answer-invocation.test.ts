import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  answerInvocation,
  NotQueuedError,
} from '../../../src/metadata/enqueue/answer-invocation.ts';
import type { EnqueueTools } from '../../../src/metadata/enqueue/tools.ts';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import type { SendResult } from '../../../src/metadata/queue/send-in-order.ts';
import { InputError } from '../../../src/platform/errors.ts';
import { fakeClock } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { tableBacklog } from '../support/backlog.ts';
import { fifoQueue } from '../support/queues.ts';
import { channelArn, SETTINGS } from '../support/senders.ts';

const ACCOUNT = '123456789012';
const message = (payload: unknown, members = {}) => ({
  ...{ channelArn: channelArn('a'), payload },
  ...members,
});
const bad = message('x'.repeat(9_000));

interface Parts {
  maxBacklogMs?: number;
  backlog?: EnqueueTools['backlog'];
  result?: SendResult;
  error?: Error;
  /** How much time the call has left, ms. */
  leftMs?: number;
}

function setUp(parts: Parts = {}) {
  const { maxBacklogMs = 600_000, leftMs = 10_000 } = parts;
  const clock = fakeClock();
  const fifo = fifoQueue(clock);
  const seen = recordObservability();
  const tools: EnqueueTools = {
    ...seen,
    ...{ clock, settings: { ...SETTINGS, maxBacklogMs }, until: clock.now() + leftMs },
    backlog: parts.backlog ?? tableBacklog(memoryTable().table, maxBacklogMs),
    queue: {
      async sendBatch(entries) {
        if (parts.error) throw parts.error;
        return parts.result
          ? entries.map(() => parts.result ?? 'sent')
          : fifo.producer.sendBatch(entries);
      },
    },
  };
  const queued = () =>
    fifo.receive().flatMap(({ body }) => {
      const read = parseQueueBody(body);
      return 'messages' in read ? read.messages : [];
    });
  return {
    ...seen,
    clock,
    queued,
    ask: (event: unknown) => answerInvocation(event, ACCOUNT, { ...tools, newCallId: randomUUID }),
  };
}

const http = (body: unknown, members = {}) => ({
  version: '2.0',
  requestContext: { http: { method: 'POST' } },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  isBase64Encoded: false,
  ...members,
});
const bus = (detail: unknown, members = {}) => ({
  ...{ id: 'event-1', 'detail-type': 'IVS Metadata', time: '2026-11-21T11:59:00Z', detail },
  ...members,
});

describe('a direct invoke', () => {
  test('gets an answer that says for each message whether it was queued', async () => {
    const { ask, queued, counts } = setUp();
    const result = await ask({ messages: [message(1, { id: 'one' }), bad, message(2)] });
    expect(result).toEqual({
      accepted: [
        { index: 0, id: 'one' },
        { index: 2, id: expect.stringMatching(/^[\w-]{8}$/) },
      ],
      rejected: [{ index: 1, field: 'payload', message: expect.stringContaining('1000 bytes') }],
    });
    expect(queued().map(({ payload }) => payload)).toEqual([1, 2]);
    expect(counts).toMatchObject({ MetadataQueued: 2, MetadataRejected: 1 });
  });

  test('gets an InputError if the input is not {messages: [...]}', async () => {
    const { ask, counts } = setUp();
    await expect(ask({ message: 1 })).rejects.toThrow(InputError);
    await expect(ask(undefined)).rejects.toThrow('body: expected');
    expect(counts.MetadataBadRequests).toBe(2);
  });

  test('can send the same ids again, and each is queued once', async () => {
    const { ask, queued } = setUp();
    const body = { messages: [message(1, { id: 'a' }), message(2, { id: 'b' })] };
    await ask(body);
    expect(await ask(body)).toMatchObject({ accepted: [{ id: 'a' }, { id: 'b' }] });
    expect(queued()).toHaveLength(2);
  });

  test('gets rejections for the messages beyond the backlog, with the time to try again', async () => {
    const { ask, queued } = setUp({ maxBacklogMs: 3_000 });
    const messages = Array.from({ length: 40 }, (_, n) => message(`${n}`.padEnd(900, '.')));
    const result = (await ask({ messages })) as { accepted: unknown[]; rejected: unknown[] };
    expect(result.accepted).toHaveLength(8);
    expect(result.rejected).toHaveLength(32);
    expect(result.rejected[0]).toEqual({
      ...{ index: 8, field: 'backlog' },
      message:
        'backlog: expected at most 3 s of sending at the full rate, received more; try again in 1 s',
    });
    expect(queued()).toHaveLength(8);
  });

  test('gets rejections for messages that SQS did not accept and for those behind them', async () => {
    const { ask } = setUp({ result: { reason: 'InternalError', retry: true } });
    const messages = Array.from({ length: 10 }, (_, n) => message(`${n}`.padEnd(900, '.')));
    const result = await ask({ messages });
    expect(result).toMatchObject({ accepted: [] });
    const { rejected } = result as { rejected: { field: string; message: string }[] };
    expect(new Set(rejected.map(({ field }) => field))).toEqual(new Set(['queue']));
    expect(rejected[0]?.message).toContain('InternalError');
    expect(rejected[9]?.message).toContain('to keep the order');
  });

  test('gets rejections only for the channel whose backlog cannot be reserved', async () => {
    const working = tableBacklog(memoryTable().table, 600_000);
    const backlog: Backlog = {
      async reserve(arn, costs, now) {
        if (arn === channelArn('b')) throw new Error('no table');
        return working.reserve(arn, costs, now);
      },
    };
    const { ask, lines } = setUp({ backlog });
    const result = await ask({
      messages: [message(1), message(2, { channelArn: channelArn('b') })],
    });
    expect(result).toMatchObject({ accepted: [{ index: 0 }], rejected: [{ index: 1 }] });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'backlog cannot be reserved' }),
    );
  });
});

describe('an HTTP request', () => {
  const statusOf = async (tools: ReturnType<typeof setUp>, event: unknown) => {
    const { statusCode, body, headers } = (await tools.ask(event)) as {
      statusCode: number;
      body: string;
      headers: Record<string, string>;
    };
    return { statusCode, headers, ...JSON.parse(body) };
  };

  test('gets 200 if all messages were queued, 207 if some were, 400 if none was', async () => {
    const tools = setUp();
    expect(await statusOf(tools, http({ messages: [message(1)] }))).toMatchObject({
      ...{ statusCode: 200, rejected: [], headers: { 'content-type': 'application/json' } },
    });
    const mixed = await statusOf(tools, http({ messages: [message(1), bad] }));
    expect(mixed).toMatchObject({ statusCode: 207, accepted: [{ index: 0 }] });
    const wrong = await statusOf(tools, http({ messages: [bad] }));
    expect(wrong).toMatchObject({ statusCode: 400, rejected: [{ field: 'payload' }] });
  });

  test('can have a body in base64', async () => {
    const text = Buffer.from(JSON.stringify({ messages: [message('é')] })).toString('base64');
    const tools = setUp();
    const { statusCode } = await statusOf(tools, http(text, { isBase64Encoded: true }));
    expect(statusCode).toBe(200);
    expect(tools.queued()[0]?.payload).toBe('é');
  });

  test.each([['{"messages": ['], [''], ['{}'], ['[]'], ['null']])(
    'gets 400 and the field for a body that cannot be read: %s',
    async (body) => {
      const result = await statusOf(setUp(), http(body));
      expect(result).toMatchObject({ statusCode: 400, field: expect.any(String) });
    },
  );

  test('gets 400 without a body, and in another payload format', async () => {
    const { body: _, ...none } = http('');
    expect(await statusOf(setUp(), none)).toMatchObject({ statusCode: 400, field: 'body' });
    const old = await statusOf(setUp(), http('{}', { version: '1.0' }));
    expect(old).toMatchObject({ statusCode: 400, field: 'event' });
  });

  test('gets 429 with retry-after when the backlog of the channel is full', async () => {
    const tools = setUp({ maxBacklogMs: 1_000 });
    const messages = Array.from({ length: 8 }, () => message('.'.repeat(900)));
    await tools.ask({ messages });
    const { statusCode, headers } = await statusOf(tools, http({ messages: [message(1)] }));
    expect(statusCode).toBe(429);
    expect(headers['retry-after']).toBe('1');
  });

  test('gets 503 when SQS cannot be reached', async () => {
    const tools = setUp({ error: new Error('cut') });
    expect(await statusOf(tools, http({ messages: [message(1)] }))).toMatchObject({
      statusCode: 503,
    });
  });
});

describe('an event on a bus', () => {
  test('is queued once even if it is delivered twice', async () => {
    const { ask, queued } = setUp();
    const event = bus({ messages: [message(1), message(2)] });
    expect(await ask(event)).toBeUndefined();
    await ask(event);
    expect(queued().map(({ payload }) => payload)).toEqual([1, 2]);
  });

  test('lets ttlSeconds count from the time of the event', async () => {
    const { ask, queued, lines } = setUp();
    const messages = [message(1, { ttlSeconds: 90 }), message(2, { ttlSeconds: 59 }), message(3)];
    await ask(bus({ messages }));
    expect(queued()).toMatchObject([
      { payload: 1, expiresAt: Date.parse('2026-11-21T12:00:30Z') },
      { payload: 3, expiresAt: Date.parse('2026-11-21T12:10:00Z') },
    ]);
    expect(lines.at(-1)?.fields.rejected).toMatchObject([{ index: 1, field: 'ttlSeconds' }]);
  });

  test('gets its faults logged and counted, because it gets no answer', async () => {
    const { ask, counts, lines } = setUp();
    await ask(bus({ messages: [bad, message(1)] }));
    await ask(bus({ messages: 'a question' }));
    await ask(bus({ messages: [] }, { 'detail-type': 'Other' }));
    await ask(bus({ messages: [] }, { time: 'soon' }));
    expect(counts).toMatchObject({ MetadataRejected: 1, MetadataBadRequests: 3 });
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(4);
  });

  test('fails the invocation if SQS did not accept it, so that Lambda delivers it again', async () => {
    const { ask } = setUp({ error: new Error('cut') });
    await expect(ask(bus({ messages: [message(1)] }))).rejects.toThrow(NotQueuedError);
  });
});

test('no log line of enqueueMetadata contains a payload', async () => {
  const { ask, lines } = setUp();
  const secret = 'the secret answer';
  await ask({ messages: [message(secret), message(secret.repeat(900)), secret] });
  await ask(http({ messages: [message(secret.repeat(900)), { payload: secret }] }));
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('messages for which no time is left are answered as not queued, and are not queued', async () => {
  const { ask, queued } = setUp({ leftMs: 0 });
  const messages = [{ channelArn: channelArn('a'), payload: 1 }];
  expect(await ask({ messages })).toEqual({
    accepted: [],
    rejected: [
      {
        index: 0,
        field: 'queue',
        message: 'queue: not queued, because the time for this call was over; send it again',
      },
    ],
  });
  expect(queued()).toEqual([]);
});
