import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, functionArn, REGION } from '../account.ts';
import type { DemoClient } from '../demo/client.ts';
import { poll } from '../demo/poll.ts';

const DEAD_QUEUE = 'ivs-autopilot-local-dead';
const TIMEOUT_MS = 30_000;

interface Target {
  arn: string;
  name: string;
}

/** Leaves three dead letters: two messages that IVS refused, and an event that a function could not handle. */
export async function deadLetters(
  { refused, failed }: { refused: Target; failed: Target },
  client: DemoClient,
  endpoint: string,
): Promise<void> {
  await sendFailedEvent(failed, endpoint);
  const error = { operation: 'PutMetadata', error: 'ValidationException', resource: refused.arn };
  await client.sim('PUT', '/_sim/faults', { errors: [error] });
  const messages = [
    { lot: 17, bid: 2_400 },
    { lot: 18, opens: true },
  ].map((payload) => ({ channelArn: refused.arn, payload }));
  await client.invoke('enqueueMetadata', { messages });
  const letters = await poll(TIMEOUT_MS, async () => {
    const list = await client.invoke<{ letters: unknown[] }>('getDeadLetters', { list: {} });
    return list.letters.length >= 2 ? list.letters : undefined;
  });
  await client.sim('PUT', '/_sim/faults', {});
  if (!letters) throw new Error(`no dead letters after ${TIMEOUT_MS} ms`);
}

/** As Lambda writes it: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
async function sendFailedEvent({ arn, name }: Target, endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: REGION, credentials });
  const time = new Date(Date.now() - 600_000).toISOString();
  const record = {
    version: '1.0',
    timestamp: time,
    requestContext: {
      requestId: '5f1c2b9e-7a50-4a6e-9a1f-3a2f5d2b6c11',
      functionArn: `${functionArn('ivs-autopilot-local-recordSessionEvent')}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: {
      ...{ version: '0', id: 'e1f4c1a2-90c5-4d0a-8a51-6d2f0e6b7c33', account: ACCOUNT, time },
      ...{ 'detail-type': 'IVS Stream State Change', source: 'aws.ivs', region: REGION },
      resources: [arn],
      detail: {
        event_name: 'Stream End',
        channel_name: name,
        stream_id: 'st-1QwErTyUiOpAsDfGhJkLzX2',
      },
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: {
      errorType: 'ThrottlingException',
      errorMessage: 'Throughput exceeds the current capacity of your table',
    },
  };
  try {
    const QueueUrl = `${endpoint}/${ACCOUNT}/${DEAD_QUEUE}`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(record) }));
  } finally {
    sqs.destroy();
  }
}
