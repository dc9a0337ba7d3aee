import { jsonText } from '../metadata/format/text.ts';
import { errorName } from '../platform/errors.ts';

/** `fault`: an error message about the payload. */
export type MessageCopy = { message: unknown } | { fault: string };

/** Copies a message, so that the caller can change its objects before the message is sent. */
export function copyMessage(message: unknown): MessageCopy {
  if (typeof message !== 'object' || message === null || !('payload' in message)) {
    return { message };
  }
  try {
    const text = jsonText(message.payload);
    return { message: { ...message, payload: text === undefined ? text : JSON.parse(text) } };
  } catch (error) {
    // The payload refers to itself, contains a bigint, is nested too deeply, or its toJSON fails.
    const received = `one that JSON cannot express (${errorName(error)})`;
    return { fault: `payload: expected any JSON value, received ${received}` };
  }
}
