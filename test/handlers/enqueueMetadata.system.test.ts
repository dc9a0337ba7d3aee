import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EnqueueAnswer } from '../../src/metadata/enqueue/enqueue.ts';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { channelArn } from '../metadata/support/senders.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { startTable } from '../support/table.ts';

let services: Awaited<ReturnType<typeof startServices>>;
let table: Awaited<ReturnType<typeof startTable>>;
let enqueue: (event: unknown) => Promise<unknown>;
beforeAll(async () => {
  [services, table] = [await startServices(), await startTable()];
  const environment = { ...(await tableEnvironment(table.table)), ...services.environment };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/enqueueMetadata.ts');
  enqueue = (event) => handler(event, lambdaContext('enqueueMetadata'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await services.close();
  await table.close();
});

const sample = (name: string): unknown => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));

/** Takes all messages out of the queue. */
async function takeQueued() {
  const deliveries = await services.take(QUEUE);
  for (const { receiptHandle } of deliveries) services.queues.delete(QUEUE, receiptHandle);
  return deliveries.map(({ body, groupId, deduplicationId }) => {
    const read = parseQueueBody(body);
    return { groupId, deduplicationId, messages: 'messages' in read ? read.messages : [] };
  });
}

describe('enqueueMetadata', () => {
  test('a direct invoke queues one SQS message for each channel, in the message group of the channel', async () => {
    const messages = Array.from({ length: 60 }, (_, n) => ({
      channelArn: channelArn(`c${n % 12}`),
      payload: { n },
      id: `message ${n}`,
    }));
    const { accepted, rejected } = (await enqueue({ messages })) as EnqueueAnswer;
    expect(rejected).toEqual([]);
    expect(accepted).toEqual(messages.map(({ id }, index) => ({ index, id })));
    const all = [...(await takeQueued()), ...(await takeQueued())];
    expect(all).toHaveLength(12);
    for (const { groupId, messages: own } of all) {
      const channel = Number(groupId?.split('/c')[1]);
      expect(own.map(({ payload }) => payload)).toEqual(
        [0, 1, 2, 3, 4].map((n) => ({ n: n * 12 + channel })),
      );
    }
  });

  test('messages with the same id are queued once', async () => {
    const event = { messages: [{ channelArn: channelArn('same'), payload: 1, id: 'once' }] };
    expect(await enqueue(event)).toEqual(await enqueue(event));
    expect(await takeQueued()).toHaveLength(1);
  });

  test('a payload may contain any characters', async () => {
    const payload = '\u0000\uFFFE\uFFFF\uD800 é 日本 👋 "\\';
    // DynamoDB and SHA-256 work on UTF-8, which cannot express a lone surrogate, so a key must have none.
    const key = payload.replace('\uD800', '');
    await enqueue({ messages: [{ channelArn: channelArn('text'), payload, key }] });
    expect((await takeQueued())[0]?.messages).toMatchObject([{ payload, key }]);
  });

  test.each(['invoke-enqueue-metadata', 'http-post-metadata', 'bus-ivs-metadata'])(
    'all messages of events/%s.json are queued',
    async (name) => {
      await enqueue(sample(name));
      const [only] = await takeQueued();
      expect(only?.messages.length).toBeGreaterThan(0);
    },
  );

  test('messages for another region, or above the maximum size, are rejected', async () => {
    for (const name of ['bad-metadata-other-region', 'bad-metadata-oversize']) {
      const { accepted, rejected } = (await enqueue(sample(name))) as EnqueueAnswer;
      expect(accepted.length).toBeGreaterThan(0);
      const field = name.endsWith('region') ? 'channelArn' : 'payload';
      expect(new Set(rejected.map((each) => each.field))).toEqual(new Set([field]));
      await takeQueued();
    }
  });

  test('an HTTP request is answered with a status code', async () => {
    const good = await enqueue(sample('http-post-metadata'));
    expect(good).toMatchObject({ statusCode: 200 });
    expect(await enqueue(sample('bad-http-post-metadata'))).toMatchObject({ statusCode: 400 });
    await takeQueued();
  });

  test('a direct invoke without a list of messages fails with the name of the field', async () => {
    await expect(enqueue({ messages: 'a question' })).rejects.toThrow('messages: expected');
  });
});
