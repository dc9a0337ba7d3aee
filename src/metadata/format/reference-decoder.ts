import { inflateEnvelope } from './compression.ts';
import { COMPRESSED_TAG, ENVELOPE_TAG, PART_TAG } from './envelope.ts';
import { SHORT_ID_LENGTH } from './ids.ts';
import { MAX_PARTS } from './parts.ts';
import { isStickyId, slotOf } from './sticky-id.ts';

/** How many short ids are remembered by default. A channel at its limit sends that many in minutes. */
const REMEMBERED_IDS = 20_000;
/** For how many messages parts are stored. The sender sends one message in parts at a time. */
const MAX_INCOMPLETE = 4;

export interface ReferenceDecoderOptions {
  /** How many of the newest short ids are remembered to recognize repeated messages. */
  remember?: number;
}

export interface ReferenceDecoder {
  /**
   * @param text the text of a cue, exactly as the player received it
   * @returns the payloads of the new messages that are complete with this cue, in order. A text that is
   *   not in the format of this queue is returned unchanged, as the only element.
   */
  decode(text: string): unknown[];
}

/**
 * Decodes the cues of one channel as docs/envelope.md describes. It is the reference for tests, and runs
 * in Node.js only. Browsers use src/player/.
 */
export function createReferenceDecoder({
  remember = REMEMBERED_IDS,
}: ReferenceDecoderOptions = {}): ReferenceDecoder {
  const isNew = seenIds(remember);
  const addPart = partAssembler();
  const newPayloads = ({ ids, payloads }: DecodedEnvelope): unknown[] => {
    // This also marks the ids without a payload, which are withdrawn, as seen.
    const fresh = ids.map(isNew);
    return payloads.filter((_, index) => fresh[index]);
  };
  return {
    decode(text) {
      const elements = parseTagged(text);
      const part = elements && asPart(elements);
      if (!part) {
        const envelope = elements && asEnvelope(elements);
        return envelope ? newPayloads(envelope) : [text];
      }
      const joined = addPart(part);
      const joinedElements = joined === undefined ? undefined : parseTagged(joined);
      const envelope = joinedElements && asEnvelope(joinedElements);
      return envelope ? newPayloads(envelope) : [];
    },
  };
}

const SHORT_ID = new RegExp(`.{${SHORT_ID_LENGTH}}`, 'gs');

/**
 * @returns a function that marks an id as seen and says whether it is new. The id of a sticky value is
 *   new if it is greater than every id seen in its slot. Any other id is new if it is not among the
 *   newest `remember` ids.
 */
function seenIds(remember: number): (id: string) => boolean {
  const seen = new Set<string>();
  const greatestBySlot = new Map<string, string>();
  return (id) => {
    if (isStickyId(id)) {
      const isGreater = id > (greatestBySlot.get(slotOf(id)) ?? '');
      if (isGreater) greatestBySlot.set(slotOf(id), id);
      return isGreater;
    }
    const known = seen.delete(id);
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > remember && oldest !== undefined) seen.delete(oldest);
    return !known;
  };
}

/**
 * @returns a function that stores a part. With the last missing part it returns the joined text, before
 *   that undefined.
 */
function partAssembler(): (part: EnvelopePart) => string | undefined {
  const incomplete = new Map<string, string[]>();
  return ({ id, index, parts, text }) => {
    const known = incomplete.get(id);
    const texts = known?.length === parts ? known : Array<string>(parts).fill('');
    incomplete.delete(id);
    texts[index] = text;
    if (texts.every((piece) => piece !== '')) return texts.join('');
    incomplete.set(id, texts);
    const [oldest] = incomplete.keys();
    if (incomplete.size > MAX_INCOMPLETE && oldest !== undefined) incomplete.delete(oldest);
    return undefined;
  };
}

interface DecodedEnvelope {
  /** The short ids of the messages, then those of withdrawn messages. */
  ids: string[];
  payloads: unknown[];
}

interface EnvelopePart {
  id: string;
  /** Position of this part, from 0. */
  index: number;
  /** Number of parts. */
  parts: number;
  text: string;
}

/** @returns the elements of an array that begins with one of our tags, unchecked; else undefined */
function parseTagged(text: string): unknown[] | undefined {
  const hasTag = [ENVELOPE_TAG, COMPRESSED_TAG, PART_TAG].some((tag) =>
    text.startsWith(`["${tag}",`),
  );
  if (!hasTag) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The text comes from another program. The decoder returns it unchanged.
    return undefined;
  }
}

function asEnvelope(elements: unknown[]): DecodedEnvelope | undefined {
  const [tag, ids, ...payloads] = elements;
  if (typeof ids !== 'string') return undefined;
  if (tag === COMPRESSED_TAG) return payloads.length === 0 ? inflate(ids) : undefined;
  const all = ids.match(SHORT_ID) ?? [];
  const isWhole = all.length > 0 && all.length * SHORT_ID_LENGTH === ids.length;
  return tag === ENVELOPE_TAG && isWhole && payloads.length <= all.length
    ? { ids: all, payloads }
    : undefined;
}

function inflate(base64: string): DecodedEnvelope | undefined {
  const text = inflateEnvelope(base64);
  const elements = text === undefined ? undefined : parseTagged(text);
  return elements?.[0] === ENVELOPE_TAG ? asEnvelope(elements) : undefined;
}

function asPart(elements: unknown[]): EnvelopePart | undefined {
  const [tag, id, index, parts, text] = elements;
  if (tag !== PART_TAG || elements.length !== 5) return undefined;
  if (typeof id !== 'string' || id.length !== SHORT_ID_LENGTH) return undefined;
  if (!isIntegerIn(parts, 2, MAX_PARTS) || !isIntegerIn(index, 0, parts - 1)) return undefined;
  return typeof text === 'string' && text !== '' ? { id, index, parts, text } : undefined;
}

const isIntegerIn = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
