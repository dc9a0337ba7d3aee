import { InputError, kindOf } from '../../platform/errors.ts';
import { checkMessage, type MessageRules } from '../format/check-message.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';

/**
 * Checks `{messages: [...]}`: each message by itself, and that no two of a channel have the same id.
 *
 * @throws InputError for a body that is anything else
 */
export function checkMessages(
  body: unknown,
  terms: MessageRules,
): { valid: ValidMessage[]; rejected: Rejection[] } {
  const valid: ValidMessage[] = [];
  const rejected: Rejection[] = [];
  const places = new Map<string, number>();
  for (const [index, raw] of readMessages(body).entries()) {
    const checked = checkMessage(raw, index, terms);
    if ('rejection' in checked) {
      rejected.push(checked.rejection);
      continue;
    }
    const { channelArn, id } = checked.message;
    const place = `${channelArn} ${id}`;
    const first = places.get(place);
    if (first === undefined) valid.push(checked.message);
    else rejected.push(repeated(index, first));
    places.set(place, first ?? index);
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

const repeated = (index: number, first: number): Rejection => ({
  index,
  field: 'id',
  message: `id: expected one that no other message of this channel has, received that of message ${first}`,
});
