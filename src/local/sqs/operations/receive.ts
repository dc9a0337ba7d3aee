import { selectAttributes, systemAttributes } from '../attributes.ts';
import { md5OfAttributes, md5OfBody } from '../digest.ts';
import { unsupported } from '../errors.ts';
import { type Input, optionalNumber, queueName, stringList } from '../input.ts';
import type { Delivery } from '../message.ts';
import type { Queues } from '../queues.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MOST_MESSAGES = 10;
const LONGEST_WAIT_SECONDS = 20;
const LONGEST_VISIBILITY_SECONDS = 43_200;

export async function receiveMessage(
  queues: Queues,
  input: Input,
  signal: AbortSignal,
): Promise<object> {
  const name = queueName(input);
  if (input.ReceiveRequestAttemptId) throw unsupported('ReceiveRequestAttemptId');
  const visibility = optionalNumber(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY_SECONDS);
  const wait =
    optionalNumber(input, 'WaitTimeSeconds', 0, LONGEST_WAIT_SECONDS) ??
    queues.plan(name).receiveWaitSeconds;
  const deliveries = await queues.receive(name, {
    max: optionalNumber(input, 'MaxNumberOfMessages', 1, MOST_MESSAGES) ?? 1,
    visibilityMs: visibility === undefined ? undefined : visibility * 1_000,
    waitMs: wait * 1_000,
    signal,
  });
  const asked = {
    system: stringList(input, 'AttributeNames', 'MessageSystemAttributeNames'),
    own: stringList(input, 'MessageAttributeNames'),
  };
  if (deliveries.length === 0) return {};
  return { Messages: deliveries.map((delivery) => messageOf(delivery, asked)) };
}

function messageOf(delivery: Delivery, asked: { system: string[]; own: string[] }): object {
  const system = Object.entries(systemAttributes(delivery)).filter(
    ([name]) => asked.system.includes('All') || asked.system.includes(name),
  );
  const own = selectAttributes(delivery.attributes, asked.own);
  return {
    MessageId: delivery.id,
    ReceiptHandle: delivery.receiptHandle,
    MD5OfBody: md5OfBody(delivery.body),
    Body: delivery.body,
    Attributes: system.length > 0 ? Object.fromEntries(system) : undefined,
    MD5OfMessageAttributes: md5OfAttributes(own),
    MessageAttributes: Object.keys(own).length > 0 ? own : undefined,
  };
}
