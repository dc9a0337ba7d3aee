// The player's side of docs/envelope.md. No imports: it runs in browsers as it is, and ships alone.

export interface DecoderOptions {
  /** How many of the newest short ids are remembered, to tell a repeated message. Default 20,000. */
  remember?: number;
}

export interface Decoder {
  /**
   * Takes a cue of the channel. Needs no `this`. Promises resolve in the order of the calls, also
   * where one has to be inflated, and never reject.
   *
   * @param text the cue's text, exactly as the player got it
   * @returns the payloads of the messages that this cue completes and that were not handed over
   *   before, in order; the text itself, untouched, if it is not of the queue
   */
  decode(text: string): Promise<unknown[]>;
}

const REMEMBER = 20_000;
const SHORT_ID_LENGTH = 8;
const MAX_LISTS = 4;
const MAX_PARTS = 8;
const MAX_INFLATED_BYTES = 65_536;
/** RFC 4648, section 4; `atob` alone would take more. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a player does with the cues of one channel. Make one for each channel that is played. */
export function createDecoder({ remember = REMEMBER }: DecoderOptions = {}): Decoder {
  const isNew = seenIds(remember);
  const join = partAssembler();
  let before: Promise<unknown> = Promise.resolve();

  async function take(text: string): Promise<unknown[]> {
    const value = read(text);
    const part = isPart(value);
    const messages = await open(part ? read(join(value)) : value);
    return messages?.filter(isNew).flatMap(payloadOf) ?? (part ? [] : [text]);
  }

  return {
    decode(text) {
      const taken = before.then(() => take(text));
      before = taken;
      return taken;
    },
  };
}

/** Without a payload it is withdrawn: from now on it counts as seen. */
type MessageElements = [shortId: string, ...payload: unknown[]];
type PartElements = ['ivsa1c', shortId: string, part: number, parts: number, text: string];

const payloadOf = ([, ...payload]: MessageElements): unknown[] => payload;

/**
 * Tells the messages whose id is not among the newest that were seen; of sticky values (`~`), those that
 * are newer than what was seen of their slot.
 */
function seenIds(remember: number): (message: MessageElements) => boolean {
  const seen = new Set<string>();
  const sticky = new Map<string | undefined, string>();
  return ([id]) => {
    if (id.startsWith('~')) {
      const newer = id > (sticky.get(id[1]) ?? '');
      if (newer) sticky.set(id[1], id);
      return newer;
    }
    const known = seen.delete(id);
    seen.add(id);
    const [oldest = ''] = seen;
    if (seen.size > remember) seen.delete(oldest);
    return !known;
  };
}

const isPart = (value: unknown[]): value is PartElements => {
  const [tag, id, part, parts, text] = value;
  return (
    tag === 'ivsa1c' &&
    value.length === 5 &&
    isText(id) &&
    id.length === SHORT_ID_LENGTH &&
    isCount(part) &&
    isCount(parts) &&
    parts >= 2 &&
    parts <= MAX_PARTS &&
    part < parts &&
    isText(text) &&
    text !== ''
  );
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/** Keeps the parts of a few messages. @returns the joined text with the last missing part, else none */
function partAssembler(): (part: PartElements) => string {
  const lists = new Map<string, (string | undefined)[]>();
  return ([, id, part, parts, text]) => {
    const known = lists.get(id);
    const list = known?.length === parts ? known : Array<string | undefined>(parts).fill(undefined);
    list[part] = text;
    lists.delete(id);
    if (!list.includes(undefined)) return list.join('');
    lists.set(id, list);
    const [oldest = ''] = lists.keys();
    if (lists.size > MAX_LISTS) lists.delete(oldest);
    return '';
  };
}

/** The messages of an envelope, compressed or not; undefined for anything else. */
async function open([tag, text, ...payloads]: unknown[]): Promise<MessageElements[] | undefined> {
  if (!isText(text)) return undefined;
  if (tag !== 'ivsa1z') return messagesOf([tag, text, ...payloads]);
  return payloads.length === 0 ? messagesOf(read(await inflate(text))) : undefined;
}

function messagesOf([tag, ids, ...payloads]: unknown[]): MessageElements[] | undefined {
  if (tag !== 'ivsa1' || !isText(ids)) return undefined;
  const count = ids.length / SHORT_ID_LENGTH;
  if (!isCount(count) || count < 1 || payloads.length > count) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const id = ids.slice(index * SHORT_ID_LENGTH, (index + 1) * SHORT_ID_LENGTH);
    return [id, ...payloads.slice(index, index + 1)];
  });
}

/** @returns empty text, which is no envelope, for what can't be inflated */
async function inflate(base64: string): Promise<string> {
  if (!BASE64.test(base64)) return '';
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const inflated = await new Response(stream).arrayBuffer();
    if (inflated.byteLength > MAX_INFLATED_BYTES) return '';
    return new TextDecoder('utf-8', { fatal: true }).decode(inflated);
  } catch {
    // It is not of the queue then; the caller gets the cue's text untouched.
    return '';
  }
}

/** The array that a text with one of our tags is; an empty one for any other text. */
function read(text: string): unknown[] {
  if (!/^\["ivsa1[cz]?",/.test(text)) return [];
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON means not of the queue; the caller gets the cue's text untouched.
    return [];
  }
}
