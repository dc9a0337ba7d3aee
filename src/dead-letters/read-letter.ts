import { utf8Bytes } from '../metadata/format/text.ts';
import { isoTime } from '../platform/clock.ts';
import type { DeadLetter } from './letter.ts';
import { readFunctionLetter } from './read-function.ts';
import { readMetadataLetter } from './read-metadata.ts';
import { letterId, letterPosition, type ReceivedLetter } from './received.ts';
import { maskedBody } from './text.ts';

/**
 * Reads a message of a dead-letter queue.
 *
 * @param functionPrefix what stands before a function's name in Lambda: `ivs-autopilot-prod-`
 * @returns what is known about the letter, and its body as it may be stored
 */
export function readLetter(
  received: ReceivedLetter,
  functionPrefix: string,
): { letter: DeadLetter; body: string } {
  const { kind, sentAt } = received;
  const { body, isMasked } = maskedBody(received.body);
  const letter: DeadLetter = {
    ...{ id: letterId(received), kind, diedAt: isoTime(sentAt) },
    position: letterPosition(received),
    bytes: utf8Bytes(received.body),
    ...(kind === 'metadata'
      ? readMetadataLetter(received, body)
      : readFunctionLetter(received, body, functionPrefix)),
    ...(isMasked && { isMasked: true }),
  };
  return { letter, body };
}
