import { envelopeMessage } from '../format/envelope.ts';
import type { ValidMessage } from '../format/message.ts';
import { type PackedMessages, packAll } from '../format/packing.ts';
import { messageBodyText } from '../format/queue-body.ts';
import {
  type PackableMessage,
  type QueueFormat,
  type QueueMessage,
  QueueMessageBuilder,
} from './queue-message-builder.ts';

export type { QueueFormat, QueueMessage } from './queue-message-builder.ts';

/**
 * Packs the messages of one channel, in order, into SQS messages: as few as the limits allow.
 *
 * The messages are first packed into requests, in the same way as the sender does it (including
 * compression). Each SQS message gets whole requests. So it never needs more requests than counted
 * here, whatever the sender has received before it.
 */
export function packQueueMessages(
  channelArn: string,
  messages: readonly ValidMessage[],
  format: QueueFormat,
): QueueMessage[] {
  const packable = messages.map((message) => ({
    message,
    ...envelopeMessage(message.id, message.payload),
  }));
  const builders: QueueMessageBuilder[] = [];
  for (const packed of packAll(packable, format)) addPacked(builders, packed);
  return builders.map((builder) => builder.build(channelArn, format));
}

function addPacked(builders: QueueMessageBuilder[], packed: PackedMessages<PackableMessage>): void {
  const last = builders.at(-1);
  let builder = last?.startRequests(packed) ? last : newBuilder(builders, packed);
  for (const { message } of packed.messages) {
    const text = messageBodyText(message);
    if (builder.addMessage(message, text)) continue;
    builder = newBuilder(builders, packed);
    builder.addMessage(message, text);
  }
}

function newBuilder(
  builders: QueueMessageBuilder[],
  packed: PackedMessages<PackableMessage>,
): QueueMessageBuilder {
  const builder = new QueueMessageBuilder();
  builder.startRequests(packed);
  builders.push(builder);
  return builder;
}
