import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientConfig, startFixture } from '../support.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
let dynamo: DynamoDBClient;
let events: EventBridgeClient;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  fixture = await startFixture();
  const config = clientConfig(fixture.stack.endpoint);
  dynamo = new DynamoDBClient(config);
  events = new EventBridgeClient(config);
  secrets = new SecretsManagerClient(config);
});
afterAll(async () => {
  for (const client of [dynamo, events, secrets]) client.destroy();
  await fixture.stack.close();
});
beforeEach(() => fixture.stack.reset());

async function setFaults(body: object) {
  const { endpoint } = fixture.stack;
  const answer = await fetch(`${endpoint}/_sim/faults`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const put = (id: string) =>
  dynamo.send(new PutItemCommand({ TableName: 'fixture', Item: { pk: { S: id } } }));
const get = async (id: string) => {
  const key = { TableName: 'fixture', Key: { pk: { S: id } }, ConsistentRead: true };
  return (await dynamo.send(new GetItemCommand(key))).Item;
};

test('a throttled, failed or refused write of DynamoDB is not performed', async () => {
  for (const [fault, error] of [
    ['throttle', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
    ['fail', { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }],
    ['refuse', { code: 'ECONNRESET' }],
  ] as const) {
    await setFaults({ services: { dynamodb: { [fault]: { PutItem: 1 } } } });
    await expect(put(fault)).rejects.toMatchObject(error);
    expect(await get(fault)).toBeUndefined();
  }
});

test('a write whose connection is cut was performed', async () => {
  await setFaults({ services: { dynamodb: { cut: { PutItem: 1 } } } });
  await expect(put('cut')).rejects.toThrow();
  expect(await get('cut')).toMatchObject({ pk: { S: 'cut' } });
});

test('latency delays the response, not the operation', async () => {
  await setFaults({ services: { dynamodb: { latencyMs: 5_000 } } });
  const impatient = new AbortController();
  const command = new PutItemCommand({ TableName: 'fixture', Item: { pk: { S: 'slow' } } });
  const slow = dynamo.send(command, { abortSignal: impatient.signal });
  setTimeout(() => impatient.abort(), 300);
  await expect(slow).rejects.toMatchObject({ name: 'AbortError' });
  await setFaults({});
  await expect.poll(() => get('slow'), { interval: 20 }).toBeDefined();
});

test('SQS and EventBridge can perform a part of a batch', async () => {
  await setFaults({
    seed: 3,
    services: { sqs: { partial: { '*': 0.5 } }, events: { partial: { PutEvents: 0.5 } } },
  });
  const QueueUrl = fixture.aws.queueUrl('dead');
  const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `${i}`, MessageBody: `${i}` }));
  const sent = await fixture.aws.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const successful = sent.Successful?.map(({ Id }) => Id) ?? [];
  expect(sent.Failed?.length).toBeGreaterThan(0);
  expect(successful.length + (sent.Failed?.length ?? 0)).toBe(10);
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await fixture.aws.sqs.send(receive);
  expect(Messages.map(({ Body }) => Body)).toEqual(successful);

  const entry = { Source: 'test', DetailType: 'x', Detail: '{}' };
  const put = await events.send(new PutEventsCommand({ Entries: Array(10).fill(entry) }));
  expect(put.FailedEntryCount).toBeGreaterThan(0);
  expect(put.Entries?.filter(({ EventId }) => EventId)).toHaveLength(
    10 - (put.FailedEntryCount ?? 0),
  );
});

test('Secrets Manager and Lambda fail as the services do', async () => {
  await setFaults({
    services: { secretsmanager: { throttle: { '*': 1 } }, lambda: { throttle: { Invoke: 1 } } },
  });
  const create = new CreateSecretCommand({ Name: 's', SecretString: 'x' });
  await expect(secrets.send(create)).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(fixture.aws.invoke('probe')).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });
});

test('PUT /_sim/faults replaces all faults, and a reset removes them', async () => {
  await setFaults({ services: { dynamodb: { fail: { '*': 1 } } } });
  expect(await setFaults({ throttle: { PutMetadata: 1 } })).toEqual({
    status: 200,
    body: { throttle: { PutMetadata: 1 } },
  });
  await put('replaced');
  await setFaults({ services: { dynamodb: { fail: { '*': 1 } } } });
  await fixture.stack.reset();
  await put('reset');
  expect(await setFaults({ services: { dynamodb: { fail: { Put: 1 } } } })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('services.dynamodb.fail.Put: unknown operation') },
  });
  await put('unchanged by a refused request');
});
