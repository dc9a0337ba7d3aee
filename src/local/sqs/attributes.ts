import { ACCOUNT } from '../account.ts';
import type { Delivery, MessageAttributes } from './message.ts';

/** The system attributes of a received message, all texts, as SQS and Lambda's event source give them. */
export function systemAttributes(delivery: Delivery): Record<string, string> {
  const { sequenceNumber, groupId, deduplicationId, deadLetterSource } = delivery;
  return {
    SenderId: ACCOUNT,
    SentTimestamp: String(delivery.sentAt),
    ApproximateReceiveCount: String(delivery.receiveCount),
    ApproximateFirstReceiveTimestamp: String(delivery.firstReceivedAt ?? delivery.sentAt),
    ...(sequenceNumber && { SequenceNumber: sequenceNumber }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(deadLetterSource && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}

/** Those of the message's own attributes that are asked for: by name, `prefix.*`, `.*` or `All`. */
export function selectAttributes(
  attributes: MessageAttributes,
  names: string[],
): MessageAttributes {
  const wanted = (name: string): boolean =>
    names.some((asked) => {
      if (asked === 'All' || asked === '.*' || asked === name) return true;
      return asked.endsWith('.*') && name.startsWith(asked.slice(0, -1));
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
