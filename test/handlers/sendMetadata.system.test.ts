import { readFileSync } from 'node:fs';
import type { SQSBatchResponse } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { messageBodyText, queueBodyText } from '../../src/metadata/format/queue-body.ts';
import { createReferenceDecoder } from '../../src/metadata/format/reference-decoder.ts';
import { DEAD_LETTERS, QUEUE, startServices } from '../metadata/support/services.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { startTable } from '../support/table.ts';

let services: Awaited<ReturnType<typeof startServices>>;
let table: Awaited<ReturnType<typeof startTable>>;
let send: (event: unknown) => Promise<SQSBatchResponse>;
beforeAll(async () => {
  [services, table] = [await startServices(), await startTable()];
  const environment = { ...(await tableEnvironment(table.table)), ...services.environment };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/sendMetadata.ts');
  send = (event) => handler(event, lambdaContext('sendMetadata', 30_000));
});
afterEach(() => services.queues.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  await services.close();
  await table.close();
});

let queuedCount = 0;
function queue(groupId: string, payloads: unknown[]): void {
  const texts = payloads.map((payload) =>
    messageBodyText({ id: `m${++queuedCount}`, payload, expiresAt: Date.now() + 60_000 }),
  );
  const body = queueBodyText(Date.now(), texts);
  services.queues.send(QUEUE, {
    groupId,
    body,
    attributes: {},
    deduplicationId: `d${queuedCount}`,
  });
}
const decode = (channelArn: string): unknown[] => {
  const decoder = createReferenceDecoder();
  return services.simulator
    .cues({ channelArn })
    .flatMap(({ metadata }) => decoder.decode(metadata));
};
const reason = async () => {
  const letters = await services.take(DEAD_LETTERS);
  return letters.map(({ attributes, groupId }) => [groupId, attributes.Reason?.StringValue]);
};

describe('sendMetadata', () => {
  test('the queued messages reach the players of the channel in their order', async () => {
    const channel = await services.createChannel();
    for (let n = 0; n < 10; n += 1) queue(channel, [`${n}a`, { b: n, 日本: '👋' }]);
    expect(await send(await services.batch())).toEqual({ batchItemFailures: [] });
    const expected = Array.from({ length: 10 }, (_, n) => [`${n}a`, { b: n, 日本: '👋' }]).flat();
    expect(decode(channel)).toEqual(expected);
  });

  test('the requests are spaced out, so that IVS throttles none', async () => {
    const channel = await services.createChannel();
    queue(
      channel,
      ['1', '2', '3', '4'].map((n) => n.repeat(900)),
    );
    const started = Date.now();
    await send(await services.batch());
    // A slow machine may take longer. A shorter time would be an error.
    expect(Date.now() - started).toBeGreaterThanOrEqual(4 * 210);
    expect(services.simulator.cues({ channelArn: channel })).toHaveLength(4);
    expect(services.simulator.report().violations).toEqual([]);
  });

  test('the messages of a channel that is not live return to the queue for some seconds', async () => {
    const channel = await services.createChannel(false);
    queue(channel, [1]);
    queue(channel, [2]);
    const batch = await services.batch();
    const { batchItemFailures } = await send(batch);
    expect(batchItemFailures.map((item) => item.itemIdentifier)).toEqual(
      (batch.Records as { messageId: string }[]).map(({ messageId }) => messageId),
    );
    expect(services.queues.counts(QUEUE)).toMatchObject({ available: 0, inFlight: 2 });
  });

  test('messages for an unknown channel, and messages that cannot be read, go to the dead-letter queue', async () => {
    const unknown = 'arn:aws:ivs:us-west-2:123456789012:channel/unknown00000';
    const channel = await services.createChannel();
    queue(unknown, [1]);
    const malformed = { groupId: channel, body: '{', attributes: {}, deduplicationId: 'malformed' };
    services.queues.send(QUEUE, malformed);
    queue(channel, [2]);
    expect(await send(await services.batch())).toEqual({ batchItemFailures: [] });
    // The channels of a batch are handled side by side.
    expect((await reason()).sort()).toEqual(
      [
        [unknown, 'ResourceNotFoundException'],
        [channel, 'the body is not JSON'],
      ].sort(),
    );
    expect(decode(channel)).toEqual([2]);
  });

  test('players receive a message once, even if its request was interrupted', async () => {
    const channel = await services.createChannel();
    services.simulator.setFaults({ cut: { PutMetadata: 1 } });
    setTimeout(() => services.simulator.setFaults({}), 150);
    queue(channel, ['answer']);
    expect(await send(await services.batch())).toEqual({ batchItemFailures: [] });
    expect(services.simulator.cues({ channelArn: channel }).length).toBeGreaterThan(1);
    expect(decode(channel)).toEqual(['answer']);
  });

  test('a message that cannot be read does not stop the others (events/bad-sqs-metadata-malformed.json)', async () => {
    const event = JSON.parse(readFileSync('events/bad-sqs-metadata-malformed.json', 'utf8'));
    expect(await send(event)).toEqual({ batchItemFailures: [] });
    expect(await reason()).toHaveLength(2);
  });

  test('an event that is not a batch of a FIFO queue is refused', async () => {
    await expect(send({ Records: [{}] })).rejects.toThrow('expected an SQS event of a FIFO queue');
  });
});
