import { inflateEnvelope } from './compression.ts';
import { COMPRESSED_TAG, ENVELOPE_TAG, PART_TAG } from './envelope.ts';
import { SHORT_ID_LENGTH } from './ids.ts';
import { MAX_PARTS } from './parts.ts';
import { STICKY_MARK } from './sticky-id.ts';

/** How many short ids a decoder remembers, unless told: minutes of a channel that is saturated. */
const REMEMBERED = 20_000;
/** Of how many messages the parts are kept: no sender of this queue has more than one in the air. */
const MAX_LISTS = 4;

export interface ReferenceDecoderOptions {
  /** How many of the newest ids are remembered, to tell a repeated message. */
  remember?: number;
}

export interface ReferenceDecoder {
  /**
   * @param text a cue's text, exactly as the player got it
   * @returns the payloads of the messages that this cue completes and that were not handed over
   *   before, in order; the text itself, untouched, if it is not of this queue
   */
  decode(text: string): unknown[];
}

/**
 * What a player does with the cues of one channel, by docs/envelope.md: the reference, for Node.js.
 * What browsers take is src/player/.
 */
export function createReferenceDecoder({
  remember = REMEMBERED,
}: ReferenceDecoderOptions = {}): ReferenceDecoder {
  const isNew = seenIds(remember);
  const join = partAssembler();
  const newPayloads = ({ ids, payloads }: DecodedEnvelope): unknown[] => {
    // All ids are looked at: those without a payload are withdrawn, and count as seen from now on.
    const fresh = ids.map(isNew);
    return payloads.filter((_, index) => fresh[index]);
  };
  return {
    decode(text) {
      const value = readTagged(text);
      const part = value && asPart(value);
      if (!part) {
        const envelope = value && asEnvelope(value);
        return envelope ? newPayloads(envelope) : [text];
      }
      const joined = join(part);
      const whole = joined === undefined ? undefined : readTagged(joined);
      const envelope = whole && asEnvelope(whole);
      return envelope ? newPayloads(envelope) : [];
    },
  };
}

const SHORT_ID = new RegExp(`.{${SHORT_ID_LENGTH}}`, 'gs');

/**
 * Tells ids that are not among the newest that were seen; of sticky values, those that are newer than
 * what was seen of their slot.
 */
function seenIds(remember: number): (id: string) => boolean {
  const seen = new Set<string>();
  const sticky = new Map<string, string>();
  return (id) => {
    if (id.startsWith(STICKY_MARK)) {
      const slot = id.slice(0, 2);
      const newer = id > (sticky.get(slot) ?? '');
      if (newer) sticky.set(slot, id);
      return newer;
    }
    const known = seen.delete(id);
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > remember && oldest !== undefined) seen.delete(oldest);
    return !known;
  };
}

/** Keeps the parts of a few messages. @returns the joined text where the last missing part comes */
function partAssembler(): (part: EnvelopePart) => string | undefined {
  const lists = new Map<string, string[]>();
  return ({ id, index, parts, text }) => {
    const known = lists.get(id);
    const list = known?.length === parts ? known : Array<string>(parts).fill('');
    lists.delete(id);
    list[index] = text;
    if (list.every((piece) => piece !== '')) return list.join('');
    lists.set(id, list);
    const [oldest] = lists.keys();
    if (lists.size > MAX_LISTS && oldest !== undefined) lists.delete(oldest);
    return undefined;
  };
}

interface DecodedEnvelope {
  ids: string[];
  payloads: unknown[];
}

interface EnvelopePart {
  id: string;
  index: number;
  parts: number;
  text: string;
}

/** The array that a text of one of our forms is, its members unchecked. */
function readTagged(text: string): unknown[] | undefined {
  const ours = [ENVELOPE_TAG, COMPRESSED_TAG, PART_TAG].some((tag) =>
    text.startsWith(`["${tag}",`),
  );
  if (!ours) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON means not ours; the caller then gets the text untouched.
    return undefined;
  }
}

function asEnvelope(value: unknown[]): DecodedEnvelope | undefined {
  const [tag, ids, ...payloads] = value;
  if (typeof ids !== 'string') return undefined;
  if (tag === COMPRESSED_TAG) return payloads.length === 0 ? inflate(ids) : undefined;
  const all = ids.match(SHORT_ID) ?? [];
  const whole = all.length > 0 && all.length * SHORT_ID_LENGTH === ids.length;
  return tag === ENVELOPE_TAG && whole && payloads.length <= all.length
    ? { ids: all, payloads }
    : undefined;
}

function inflate(base64: string): DecodedEnvelope | undefined {
  const text = inflateEnvelope(base64);
  const value = text === undefined ? undefined : readTagged(text);
  return value?.[0] === ENVELOPE_TAG ? asEnvelope(value) : undefined;
}

function asPart(value: unknown[]): EnvelopePart | undefined {
  const [tag, id, index, parts, text] = value;
  if (tag !== PART_TAG || value.length !== 5) return undefined;
  if (typeof id !== 'string' || id.length !== SHORT_ID_LENGTH) return undefined;
  if (!isWhole(parts, 2, MAX_PARTS) || !isWhole(index, 0, parts - 1)) return undefined;
  return typeof text === 'string' && text !== '' ? { id, index, parts, text } : undefined;
}

const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
