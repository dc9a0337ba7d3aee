import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sqsEvent } from '../../../src/local/eventsource/records.ts';
import { readRecords } from '../../../src/metadata/send/records.ts';
import { sqsConsumerQueue } from '../../../src/metadata/send/sqs-consumer-queue.ts';
import { channelArn } from '../support/senders.ts';
import { QUEUE, startServices } from '../support/services.ts';

let services: Awaited<ReturnType<typeof startServices>>;
let client: SQSClient;
beforeAll(async () => {
  services = await startServices();
  client = new SQSClient({
    endpoint: services.environment.AWS_ENDPOINT_URL_SQS,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  client.destroy();
  await services.close();
});

function send(group: string, count: number): void {
  for (let n = 0; n < count; n += 1) {
    services.queues.send(QUEUE, {
      ...{ body: `${n}`, attributes: {}, groupId: group, deduplicationId: `${group} ${n}` },
    });
  }
}
const receive = async () => readRecords(sqsEvent(QUEUE, await services.take(QUEUE)));

test('a deleted SQS message lets the next one of its channel through, and can be deleted again', async () => {
  const queue = sqsConsumerQueue(client, QUEUE);
  send(channelArn('delete'), 12);
  const first = await receive();
  expect(first.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(await receive()).toEqual([]);
  await queue.deleteMessages(first);
  const second = await receive();
  expect(second.map(({ body }) => body)).toEqual(['10', '11']);
  // Lambda deletes them once more when the invocation ends.
  await queue.deleteMessages([...first, ...second]);
  expect(await receive()).toEqual([]);
});

test('a deletion that SQS refuses is an error', async () => {
  send(channelArn('refuse'), 1);
  const wrong = (await receive()).map((record) => ({ ...record, receiptHandle: 'no handle' }));
  await expect(sqsConsumerQueue(client, QUEUE).deleteMessages(wrong)).rejects.toThrow(
    '1 of 1 messages not deleted',
  );
});
