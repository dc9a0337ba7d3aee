import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MAX_INFLATED_BYTES } from '../../../src/metadata/format/compression.ts';
import {
  type EnvelopeMessage,
  envelopeMessage,
  envelopeText,
  singleEnvelopeBytes,
} from '../../../src/metadata/format/envelope.ts';
import { idsFor } from '../../../src/metadata/format/ids.ts';
import { packAll } from '../../../src/metadata/format/packing.ts';
import { splitIntoParts } from '../../../src/metadata/format/parts.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import type { RequestFormat } from '../../../src/metadata/format/request-format.ts';
import { sizeFault } from '../../../src/metadata/format/size-fault.ts';
import { utf8Bytes } from '../../../src/metadata/format/text.ts';
import * as fc from '../../support/fast-check.ts';

const SMALL: RequestFormat = { mode: 'envelope', compression: 'off', maxBytes: 60 };
const LARGE: RequestFormat = { mode: 'envelope', compression: 'off', maxBytes: 1_000 };
const DEFLATE: RequestFormat = { ...LARGE, compression: 'deflate' };

const id = (index: number): string => String(index).padStart(8, '0');
const enclosed = (payloads: readonly unknown[]): EnvelopeMessage[] =>
  payloads.map((payload, index) => envelopeMessage(id(index), payload));
const texts = (messages: readonly EnvelopeMessage[], form: RequestFormat): string[] =>
  packAll(messages, form).flatMap((packed) => packed.texts);
const decodeAll = (all: readonly string[]): unknown[] => {
  const decoder = createReferenceDecoder();
  return all.flatMap((text) => decoder.decode(text));
};

/** Messages with sizes around the limit of `SMALL`: some need two or three requests. */
const items = fc
  .array(fc.integer({ min: 1, max: 90 }), { maxLength: 9 })
  .map((sizes) => enclosed(sizes.map((size) => 'x'.repeat(Math.max(0, size - 2)))))
  .filter((messages) => messages.every((message) => !sizeFault(message, SMALL)));

/** The fewest requests of all 2^(n-1) ways to split the messages into groups. */
function fewest(messages: readonly EnvelopeMessage[], { maxBytes }: RequestFormat): number {
  if (messages.length === 0) return 0;
  let best = Number.POSITIVE_INFINITY;
  for (let cuts = 0; cuts < 2 ** (messages.length - 1); cuts += 1) {
    const runs: EnvelopeMessage[][] = [[]];
    messages.forEach((message, index) => {
      runs.at(-1)?.push(message);
      if (cuts & (1 << index)) runs.push([]);
    });
    const cost = runs.filter((run) => run.length > 0).map((run) => requests(run, maxBytes));
    best = Math.min(
      best,
      cost.reduce((sum, one) => sum + one, 0),
    );
  }
  return best;
}

/** One request if the envelope fits, or the number of parts of a single message, else 1,000. */
function requests(run: readonly EnvelopeMessage[], maxBytes: number): number {
  if (utf8Bytes(envelopeText(run)) <= maxBytes) return 1;
  const [only, ...others] = run;
  const alone = only && others.length === 0;
  return (alone && splitIntoParts(envelopeText(run), maxBytes)?.length) || 1_000;
}

describe('packing', () => {
  test('makes as few requests as any other packing in the same order', () => {
    fc.assert(
      fc.property(items, (messages) => {
        expect(texts(messages, SMALL).length).toBe(fewest(messages, SMALL));
      }),
    );
  });

  test('keeps all messages in order and all requests within the limit', () => {
    fc.assert(
      fc.property(items, (messages) => {
        expect(packAll(messages, SMALL).flatMap((packed) => packed.messages)).toEqual(messages);
        const all = texts(messages, SMALL);
        for (const text of all) expect(utf8Bytes(text)).toBeLessThanOrEqual(60);
        expect(decodeAll(all)).toEqual(messages.map(({ text }) => JSON.parse(text)));
      }),
    );
  });

  test('fills an envelope to the last byte', () => {
    const room = 60 - singleEnvelopeBytes(0);
    const two = (first: number) => texts(enclosed(['x'.repeat(first - 2), 1]), SMALL);
    expect(two(room - 10)).toHaveLength(1);
    expect(two(room - 9)).toHaveLength(2);
  });

  test('makes one request for each message in plain mode: a string as it is, other values as JSON', () => {
    const plain: RequestFormat = { ...DEFLATE, mode: 'plain' };
    const payloads = ['say "hi"\n', { a: [1] }, 7, null];
    expect(texts(enclosed(payloads), plain)).toEqual(['say "hi"\n', '{"a":[1]}', '7', 'null']);
  });
});

describe('packing with compression', () => {
  /** JSON as programs send it: from repetitive to incompressible, some of it large. */
  const word = fc.constantFrom('score', 'red', 'blue', 'heart', 'answer', 'question', 'main stage');
  const payload = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: word, team: word, points: fc.nat(99) }) },
    { weight: 2, arbitrary: fc.string({ maxLength: 300, unit: 'binary' }) },
    { weight: 1, arbitrary: fc.array(fc.record({ type: word, n: fc.nat() }), { maxLength: 120 }) },
  );
  const messages = fc
    .array(payload, { maxLength: 150, size: 'max' })
    .map(enclosed)
    .map((all) => all.filter((message) => !sizeFault(message, DEFLATE)));

  test('never needs more requests than packing without compression', () => {
    fc.assert(
      fc.property(messages, (all) => {
        expect(texts(all, DEFLATE).length).toBeLessThanOrEqual(texts(all, LARGE).length);
      }),
    );
  });

  test('keeps all messages in order and all requests within the limit', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const packed = packAll(all, DEFLATE);
        expect(packed.flatMap((one) => one.messages)).toEqual(all);
        for (const one of packed) {
          expect(one.texts.length === 1 || one.messages.length === 1).toBe(true);
          expect(utf8Bytes(envelopeText(one.messages))).toBeLessThanOrEqual(MAX_INFLATED_BYTES);
          for (const text of one.texts) expect(utf8Bytes(text)).toBeLessThanOrEqual(1_000);
        }
        const sent = packed.flatMap((one) => one.texts);
        expect(decodeAll(sent)).toEqual(all.map(({ text }) => JSON.parse(text)));
      }),
    );
  });

  test('compresses only if more messages fit that way', () => {
    const few = enclosed(Array.from({ length: 9 }, () => 'x'.repeat(98)));
    expect(texts(few, DEFLATE)).toEqual(texts(few, LARGE));
    expect(texts([...few, envelopeMessage('another1', 1)], DEFLATE)[0]).toMatch(/^\["ivsa1z","/);
    const noise = enclosed(Array.from({ length: 20 }, (_, n) => Array.from(sha(n)).join('')));
    expect(texts(noise, DEFLATE)).toEqual(texts(noise, LARGE));
  });

  test('makes fewer parts of a large message, or a single request, if possible', () => {
    const large = enclosed(['la'.repeat(3_000)]);
    expect(texts(large, LARGE)).toHaveLength(7);
    expect(texts(large, DEFLATE)).toHaveLength(1);
    const half = enclosed([Array.from({ length: 500 }, (_, n) => (n * 7_919) % 9_973)]);
    expect(texts(half, DEFLATE).length).toBeLessThan(texts(half, LARGE).length);
    expect(texts(half, DEFLATE).length).toBeGreaterThan(1);
  });

  test('packs 80 or more messages of 60 bytes into a request (the bench needs 44)', () => {
    const newId = idsFor(randomUUID());
    const all = Array.from({ length: 3_000 }, (_, n) =>
      envelopeMessage(newId(n), {
        type: 'score',
        team: n % 2 ? 'red' : 'blue',
        at: 1_795_262_400 + n,
      }),
    );
    expect(3_000 / texts(all, DEFLATE).length).toBeGreaterThan(80);
  });
});

/** 80 characters that hardly compress. */
function sha(n: number): string {
  let state = n + 1;
  return Array.from({ length: 80 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 94));
  }).join('');
}
