import { ACCOUNT } from '../account.ts';
import type { Delivery, MessageAttributes } from './message.ts';

/** The system attributes of a received message as strings, as SQS and Lambda's SQS events have them. */
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

/** The message attributes that a consumer requests, by name, `prefix.*`, `.*` or `All`. */
export function selectAttributes(
  attributes: MessageAttributes,
  names: string[],
): MessageAttributes {
  const isRequested = (name: string): boolean =>
    names.some((requested) => {
      if (requested === 'All' || requested === '.*' || requested === name) return true;
      return requested.endsWith('.*') && name.startsWith(requested.slice(0, -1));
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isRequested(name)));
}
