/** A text is not JSON that a service reads. The message never quotes the text, which may hold a secret. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** Deeper values could not be written again: `JSON.stringify` calls itself once for each level. */
const MAX_DEPTH = 1_000;

/**
 * Reads JSON from the body of a request.
 *
 * @throws JsonError for bytes that are not UTF-8, for a text that is not JSON, and for more than 1000 levels
 */
export function parseJsonBody(body: Uint8Array): unknown {
  return parseJson(decodeUtf8(body));
}

/** @throws JsonError as `parseJsonBody` does */
export function parseJson(text: string): unknown {
  if (text.length > MAX_DEPTH && isTooDeep(text)) {
    throw new JsonError(`JSON of more than ${MAX_DEPTH} levels`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position \d+/.exec(error.message)?.[0];
    throw new JsonError(position ? `not JSON (${position})` : 'not JSON');
  }
}

/**
 * Decodes UTF-8. `Buffer.toString` would replace wrong bytes, so that the service would store another text than
 * was sent. A byte order mark at the beginning is dropped.
 *
 * @throws JsonError
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new JsonError('not UTF-8');
    throw error;
  }
}

/** Brackets inside strings do not count. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
