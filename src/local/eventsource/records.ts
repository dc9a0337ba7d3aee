import { queueArn, REGION } from '../account.ts';
import { md5OfAttributes, md5OfBody } from '../sqs/digest.ts';
import type { Delivery, MessageAttribute } from '../sqs/message.ts';
import { systemAttributes } from '../sqs/message-attributes.ts';

/** The event with which Lambda's SQS event source invokes a function. */
export function sqsEvent(queue: string, batch: Delivery[]): { Records: object[] } {
  return { Records: batch.map((delivery) => recordOf(queue, delivery)) };
}

function recordOf(queue: string, delivery: Delivery): object {
  const md5OfMessageAttributes = md5OfAttributes(delivery.attributes);
  const attributes = Object.entries(delivery.attributes);
  return {
    messageId: delivery.id,
    receiptHandle: delivery.receiptHandle,
    body: delivery.body,
    attributes: systemAttributes(delivery),
    messageAttributes: Object.fromEntries(
      attributes.map(([name, one]) => [name, attributeOf(one)]),
    ),
    ...(md5OfMessageAttributes && { md5OfMessageAttributes }),
    md5OfBody: md5OfBody(delivery.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn(queue),
    awsRegion: REGION,
  };
}

function attributeOf({ DataType, StringValue, BinaryValue }: MessageAttribute): object {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
