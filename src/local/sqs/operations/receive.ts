import type { JsonObject } from '../../aws-json.ts';
import { md5OfAttributes, md5OfBody } from '../digest.ts';
import { unsupported } from '../errors.ts';
import { MAX_VISIBILITY_SECONDS, optionalNumber, queueName, stringList } from '../input.ts';
import type { Delivery } from '../message.ts';
import { selectAttributes, systemAttributes } from '../message-attributes.ts';
import type { Queues } from '../queues.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MAX_MESSAGES = 10;
const MAX_WAIT_SECONDS = 20;

export async function receiveMessage(
  queues: Queues,
  input: JsonObject,
  signal: AbortSignal,
): Promise<object> {
  const name = queueName(input);
  if (input.ReceiveRequestAttemptId) throw unsupported('ReceiveRequestAttemptId');
  const visibility = optionalNumber(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
  const wait =
    optionalNumber(input, 'WaitTimeSeconds', 0, MAX_WAIT_SECONDS) ??
    queues.plan(name).receiveWaitSeconds;
  const deliveries = await queues.receive(name, {
    max: optionalNumber(input, 'MaxNumberOfMessages', 1, MAX_MESSAGES) ?? 1,
    visibilityMs: visibility === undefined ? undefined : visibility * 1_000,
    waitMs: wait * 1_000,
    signal,
  });
  const requested = {
    system: stringList(input, 'AttributeNames', 'MessageSystemAttributeNames'),
    own: stringList(input, 'MessageAttributeNames'),
  };
  if (deliveries.length === 0) return {};
  return { Messages: deliveries.map((delivery) => messageOf(delivery, requested)) };
}

function messageOf(delivery: Delivery, requested: { system: string[]; own: string[] }): object {
  const system = Object.entries(systemAttributes(delivery)).filter(
    ([name]) => requested.system.includes('All') || requested.system.includes(name),
  );
  const own = selectAttributes(delivery.attributes, requested.own);
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
