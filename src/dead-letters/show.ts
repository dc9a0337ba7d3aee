import { parseQueueBody } from '../metadata/format/queue-body.ts';
import { InputError } from '../platform/errors.ts';
import type { StoredLetter } from './letter.ts';
import { payloadOf } from './read-function.ts';
import type { DeadLetterStore } from './store.ts';
import { parseJson } from './text.ts';

/** A letter with its content. It never has the value of a stream key. */
export interface ShownLetter extends StoredLetter {
  /** The metadata messages; or `[]` if they cannot be read. */
  metadata?: { id: string; key?: string; expiresAt: number; payload: unknown }[];
  /** The event that the function should have handled. */
  payload?: unknown;
  /** What the function threw. */
  error?: unknown;
  /** A body that cannot be read. */
  body?: string;
}

/**
 * Shows one letter.
 *
 * @throws InputError if there is none with this id
 */
export async function showLetter(id: string, store: DeadLetterStore): Promise<ShownLetter> {
  const letter = await store.get(id);
  if (!letter) throw new InputError('show', 'the id of a dead letter', id);
  const body = await store.body(id);
  const delivery = letter.ended && (await store.delivery(id));
  return {
    ...letter,
    ...(delivery && { delivery }),
    ...(letter.kind === 'metadata' ? metadataIn(body) : eventIn(body)),
  };
}

function metadataIn(body: string): Partial<ShownLetter> {
  const content = parseQueueBody(body);
  return 'malformed' in content ? { body } : { metadata: content.messages };
}

function eventIn(body: string): Partial<ShownLetter> {
  const payload = payloadOf(body);
  if (payload === undefined) return { body };
  const { responsePayload: error } = Object(parseJson(body)) as { responsePayload?: unknown };
  return { payload, ...(error !== undefined && error !== null && { error }) };
}
