// Decodes what players receive, as docs/envelope.md describes it. This file has no imports, because it is
// shipped alone and runs in browsers.

export interface DecoderOptions {
  /** How many of the newest message ids are remembered to recognize repeated messages. Default 20,000. */
  remember?: number;
}

/** Made by `createDecoder()`, for one channel. */
export interface Decoder {
  /**
   * Decodes one cue. Call it for every cue, in the order in which they arrive. You need not wait for the
   * previous promise: promises resolve in the order of the calls. The function does not use `this`.
   *
   * @param text the text of the cue, exactly as the player received it
   * @returns the payloads of the new messages that are complete with this cue, in order. A text that is not
   *   in the format of the queue is returned unchanged, as the only element. The promise never rejects.
   */
  decode(text: string): Promise<unknown[]>;
}

const REMEMBERED_IDS = 20_000;
const SHORT_ID_LENGTH = 8;
/** For how many messages parts are stored. The sender sends one message in parts at a time. */
const MAX_INCOMPLETE = 4;
const MAX_PARTS = 8;
const MAX_INFLATED_BYTES = 65_536;
const CHUNK_BYTES = 1_024;
/** The form of the short id of a sticky value. There are 64 slots, so the memory for them is small. */
const STICKY_ID = /^~[\w-]{7}$/;
/** Base64 as in RFC 4648, section 4. `atob` also accepts other texts. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Makes a decoder for the cues of one channel. Make one for each channel that is played, and keep it as long
 * as the channel is played: it skips messages that it has seen.
 *
 *     const { decode } = createDecoder();
 *     player.addEventListener(IVSPlayer.PlayerEventType.TEXT_METADATA_CUE, async (cue) => {
 *       if (cue.owner !== 'metadata.live-video.net') return;
 *       for (const payload of await decode(cue.text)) show(payload);
 *     });
 */
export function createDecoder({ remember = REMEMBERED_IDS }: DecoderOptions = {}): Decoder {
  const isNew = seenIds(remember);
  const addPart = partAssembler();
  let previous: Promise<unknown> = Promise.resolve();

  async function decodeNext(text: string): Promise<unknown[]> {
    const elements = parseTagged(text);
    const isOnePart = isPart(elements);
    const messages = await readEnvelope(isOnePart ? parseTagged(addPart(elements)) : elements);
    return messages?.filter(isNew).flatMap(payloadOf) ?? (isOnePart ? [] : [text]);
  }

  return {
    decode(text) {
      const decoded = previous.then(() => decodeNext(text));
      previous = decoded;
      return decoded;
    },
  };
}

/** A message of an envelope. A withdrawn message has no payload; its id is only marked as seen. */
type MessageElements = [shortId: string, ...payload: unknown[]];
/** The elements of a cue that holds one part of an envelope. */
type PartElements = ['ivsa1c', id: string, part: number, parts: number, text: string];

const payloadOf = ([, ...payload]: MessageElements): unknown[] => payload;

/**
 * @returns a function that marks the id of a message as seen and says whether it is new. The id of a sticky
 *   value (`STICKY_ID`) is new if it is greater than every id seen in its slot, the second character.
 *   Any other id is new if it is not among the newest `remember` ids.
 */
function seenIds(remember: number): (message: MessageElements) => boolean {
  const seen = new Set<string>();
  const greatestBySlot = new Map<string | undefined, string>();
  return ([id]) => {
    if (STICKY_ID.test(id)) {
      const isGreater = id > (greatestBySlot.get(id[1]) ?? '');
      if (isGreater) greatestBySlot.set(id[1], id);
      return isGreater;
    }
    const known = seen.delete(id);
    seen.add(id);
    const [oldest = ''] = seen;
    if (seen.size > remember) seen.delete(oldest);
    return !known;
  };
}

const isPart = (elements: unknown[]): elements is PartElements => {
  const [tag, id, part, parts, text] = elements;
  return (
    tag === 'ivsa1c' &&
    elements.length === 5 &&
    isString(id) &&
    id.length === SHORT_ID_LENGTH &&
    isCount(part) &&
    isCount(parts) &&
    parts >= 2 &&
    parts <= MAX_PARTS &&
    part < parts &&
    isString(text) &&
    text !== ''
  );
};

const isString = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/**
 * @returns a function that stores a part. With the last missing part it returns the joined text, before that
 *   an empty text.
 */
function partAssembler(): (part: PartElements) => string {
  const incomplete = new Map<string, (string | undefined)[]>();
  return ([, id, part, parts, text]) => {
    const known = incomplete.get(id);
    const texts =
      known?.length === parts ? known : Array<string | undefined>(parts).fill(undefined);
    texts[part] = text;
    incomplete.delete(id);
    if (!texts.includes(undefined)) return texts.join('');
    incomplete.set(id, texts);
    const [oldest = ''] = incomplete.keys();
    if (incomplete.size > MAX_INCOMPLETE) incomplete.delete(oldest);
    return '';
  };
}

/** @returns the messages of an envelope, compressed or not; undefined for anything else */
async function readEnvelope([tag, text, ...payloads]: unknown[]): Promise<
  MessageElements[] | undefined
> {
  if (!isString(text)) return undefined;
  if (tag !== 'ivsa1z') return messagesOf([tag, text, ...payloads]);
  return payloads.length === 0 ? messagesOf(parseTagged(await inflate(text))) : undefined;
}

function messagesOf([tag, ids, ...payloads]: unknown[]): MessageElements[] | undefined {
  if (tag !== 'ivsa1' || !isString(ids)) return undefined;
  const count = ids.length / SHORT_ID_LENGTH;
  if (!isCount(count) || count < 1 || payloads.length > count) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const id = ids.slice(index * SHORT_ID_LENGTH, (index + 1) * SHORT_ID_LENGTH);
    return [id, ...payloads.slice(index, index + 1)];
  });
}

/** @returns the inflated text; an empty text, which is no envelope, if `base64` cannot be inflated */
async function inflate(base64: string): Promise<string> {
  if (!BASE64.test(base64)) return '';
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const reader = inSmallChunks(bytes)
      .pipeThrough(new DecompressionStream('deflate-raw'))
      .getReader();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let text = '';
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > MAX_INFLATED_BYTES) {
        await reader.cancel();
        return '';
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The cue comes from another program, or the browser cannot inflate. The caller gets its text unchanged.
    return '';
  }
}

/**
 * A browser inflates each chunk as a whole, whatever its reader has room for. So small chunks bound what one that
 * is too large can use: 1 KB makes at most 1 MB.
 */
function inSmallChunks(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from + CHUNK_BYTES));
      from += CHUNK_BYTES;
    },
  });
}

/** @returns the elements of an array that begins with one of our tags; no elements for any other text */
function parseTagged(text: string): unknown[] {
  if (!/^\["ivsa1[cz]?",/.test(text)) return [];
  try {
    return JSON.parse(text);
  } catch {
    // The cue comes from another program. The caller gets its text unchanged.
    return [];
  }
}
