import { InputError, kindOf } from '../../platform/errors.ts';
import { checkMessage, type MessageRules } from '../format/check-message.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';

/**
 * Checks `{messages: [...]}`: each message by itself, and that no two messages of a channel have the
 * same id.
 *
 * @throws InputError for any other body
 */
export function checkMessages(
  body: unknown,
  rules: MessageRules,
): { valid: ValidMessage[]; rejected: Rejection[] } {
  const valid: ValidMessage[] = [];
  const rejected: Rejection[] = [];
  const firstIndexes = new Map<string, number>();
  for (const [index, raw] of readMessages(body).entries()) {
    const checked = checkMessage(raw, index, rules);
    if ('rejection' in checked) {
      rejected.push(checked.rejection);
      continue;
    }
    const { channelArn, id } = checked.message;
    const channelAndId = `${channelArn} ${id}`;
    const firstIndex = firstIndexes.get(channelAndId);
    if (firstIndex === undefined) {
      firstIndexes.set(channelAndId, index);
      valid.push(checked.message);
    } else {
      rejected.push(duplicateId(index, firstIndex));
    }
  }
  return { valid, rejected };
}

function readMessages(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('body', 'an object {messages: [...]}', kindOf(body));
  }
  const unknown = Object.keys(body).find((member) => member !== 'messages');
  if (unknown !== undefined) throw new InputError('body', 'only the member messages', unknown);
  const { messages } = body as { messages?: unknown };
  if (Array.isArray(messages)) return messages;
  throw new InputError('messages', 'an array of messages', kindOf(messages));
}

const duplicateId = (index: number, firstIndex: number): Rejection => ({
  index,
  field: 'id',
  message: `id: message ${firstIndex} of this channel has the same id`,
});
