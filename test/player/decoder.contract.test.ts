import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { envelopeMessage } from '../../src/metadata/format/envelope.ts';
import { idsFor } from '../../src/metadata/format/ids.ts';
import { packAll } from '../../src/metadata/format/packing.ts';
import { createReferenceDecoder as createReference } from '../../src/metadata/format/reference-decoder.ts';
import type { RequestFormat } from '../../src/metadata/format/request-format.ts';
import { createDecoder } from '../../src/player/index.ts';
import * as fc from '../support/fast-check.ts';

const id = idsFor('a channel');
const formArbitrary: fc.Arbitrary<RequestFormat> = fc.record({
  mode: fc.constant('envelope' as const),
  compression: fc.constantFrom('off' as const, 'deflate' as const),
  maxBytes: fc.constantFrom(200, 1_000),
});
const payloadArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.integer() },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 150, max: 700 }).map((n) => 'very long '.repeat(n / 8)),
  },
);

/** A step of a sender: it sends some messages, and perhaps repeats earlier ones. */
const sendings = fc.array(
  fc.record({
    form: formArbitrary,
    /** How many of the earlier messages are sent again. */
    again: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 10 })),
    payloads: fc.array(payloadArbitrary, { maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 8 },
);
/** How often a request arrives: once, twice or never. */
const arrivals = fc.constantFrom('once', 'once', 'once', 'once', 'twice', 'lost');

function textsOf(sent: typeof sendings extends fc.Arbitrary<infer T> ? T : never): string[] {
  const all: ReturnType<typeof envelopeMessage>[] = [];
  return sent.flatMap(({ form, again, payloads }) => {
    const from = Math.max(0, all.length - again);
    for (const payload of payloads) all.push(envelopeMessage(id(all.length), payload));
    return packAll(all.slice(from), form).flatMap(({ texts }) => texts);
  });
}

async function expectSame(texts: readonly string[], remember?: number): Promise<void> {
  const options = remember === undefined ? {} : { remember };
  const [reference, player] = [createReference(options), createDecoder(options)];
  // All at the same time, because cues can come while one is being inflated.
  const answers = await Promise.all(texts.map((text) => player.decode(text)));
  for (const [index, text] of texts.entries()) {
    expect(answers[index], text).toEqual(reference.decode(text));
  }
}

describe('the player module and the reference decoder', () => {
  test('agree on everything that a sender sends, repeats and loses', async () => {
    await fc.assert(
      fc.asyncProperty(
        sendings,
        fc.infiniteStream(arrivals),
        fc.constantFrom(undefined, undefined, 5),
        async (sent, fates, remember) => {
          const arrived = textsOf(sent).flatMap((text) => {
            const next = fates.next().value;
            if (next === 'lost') return [];
            return next === 'twice' ? [text, text] : [text];
          });
          await expectSame(arrived, remember);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('agree on sticky values that are repeated while newer ones come', async () => {
    const sticky = fc.tuple(fc.constantFrom('-', '0', 'z'), fc.nat(20)).map(([slot, order]) => ({
      ...envelopeMessage('', `${slot}${order}`),
      shortId: `~${slot}00000${String.fromCharCode(45 + order)}`,
    }));
    const other = fc.nat(30).map((n) => envelopeMessage(id(n), n));
    const envelopes = fc.array(fc.array(fc.oneof(sticky, other), { minLength: 1, maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(envelopes, formArbitrary, (groups, form) =>
        expectSame(
          groups.flatMap((group) => packAll(group, form).flatMap(({ texts }) => texts)),
          5,
        ),
      ),
      { numRuns: 200 },
    );
    const { decode } = createDecoder();
    const seen = ['~00R2cQz', '~00R2cQz', '~00R2cQy', '~00R2cR-', '~10R2cQy'].map((shortId) =>
      decode(`["ivsa1","${shortId}",1]`),
    );
    expect(await Promise.all(seen)).toEqual([[1], [], [], [1], [1]]);
  });

  test('agree on withdrawn messages', async () => {
    const count = fc.integer({ min: 1, max: 6 });
    const envelope = fc.record({
      ids: fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }),
      count,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(envelope, { maxLength: 12 }), (envelopes) =>
        expectSame(
          envelopes.map(({ ids, count: payloads }) =>
            JSON.stringify(['ivsa1', ids.map(id).join(''), ...ids.slice(0, payloads)]),
          ),
        ),
      ),
      { numRuns: 200 },
    );
    const { decode } = createDecoder();
    const texts = ['["ivsa1","1111111100000000",1]', '["ivsa1","0000000022222222",0,2]'];
    expect(await Promise.all(texts.map(decode))).toEqual([[1], [2]]);
  });

  test('agree on parts in any order', async () => {
    const long = [...'abcdef'].map((letter, n) => envelopeMessage(id(n), letter.repeat(900)));
    const forms = [200, 250, 400].map(
      (maxBytes): RequestFormat => ({ mode: 'envelope', compression: 'off', maxBytes }),
    );
    const parts = forms.flatMap((form) => packAll(long, form).flatMap(({ texts }) => texts));
    expect(parts.length).toBeGreaterThan(40);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { maxLength: 80 }), (texts) =>
        expectSame(texts),
      ),
      { numRuns: 200 },
    );
    for (const form of forms) await expectSame(packAll(long, form).flatMap(({ texts }) => texts));
  });

  test('agree on texts around the largest inflated size, also of several bytes for a character', async () => {
    for (const bytes of [65_535, 65_536, 65_537, 70_000, 1_000_000]) {
      const fill = (text: string) => `["ivsa1","aaaaaaaa","${text}"]`;
      const left = bytes - Buffer.byteLength(fill(''));
      const text = fill('é'.repeat(left / 2) + 'x'.repeat(left % 2));
      expect(Buffer.byteLength(text)).toBe(bytes);
      const cue = `["ivsa1z","${deflateRawSync(text).toString('base64')}"]`;
      await expectSame([cue]);
      const [decoded] = await createDecoder().decode(cue);
      expect(decoded === cue).toBe(bytes > 65_536);
    }
  });

  test('agree on damaged texts and texts of other programs', async () => {
    const good = [
      ...packAll(
        [1, 2, 3].map((n) => envelopeMessage(id(n), { n })),
        formOf('off'),
      ),
      ...packAll(
        Array.from({ length: 40 }, (_, n) => envelopeMessage(id(n), { n })),
        formOf('deflate'),
      ),
      ...packAll([envelopeMessage(id(9), 'é'.repeat(1_500))], formOf('off')),
    ].flatMap(({ texts }) => texts);
    const damage = fc.record({
      text: fc.constantFrom(...good),
      at: fc.nat(1_000),
      cut: fc.nat(3),
      put: fc.oneof(
        fc.string({ maxLength: 3 }),
        fc.constantFrom('"', ']', '[', ',', '1', '=', ' '),
      ),
    });
    const damaged = damage.map(({ text, at, cut, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + cut);
    });
    const foreign = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('["ivsa1c",', '["ivsa2","",1]'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(damaged, foreign), { maxLength: 20 }), (texts) =>
        expectSame(texts),
      ),
      { numRuns: 300 },
    );
  });

  const zipped = (text: string | Buffer): string =>
    `["ivsa1z","${deflateRawSync(text).toString('base64')}"]`;
  test.each([
    ['no envelope', zipped('hello')],
    ['an envelope within an envelope', zipped(zipped('["ivsa1","00000000",1]'))],
    ['no UTF-8', zipped(Buffer.from([0x5b, 0x22, 0xff, 0xfe]))],
    ['too much', zipped(`["ivsa1","00000000","${'x'.repeat(70_000)}"]`)],
    ['just not too much', zipped(`["ivsa1","00000000","${'x'.repeat(65_513)}"]`)],
    ['base64 without padding', zipped('["ivsa1","00000000",1]').replaceAll('=', '')],
    ['base64 with a space', zipped('["ivsa1","00000000",1]').replace('="', '= "')],
    ['no base64', '["ivsa1z","~~~~"]'],
    ['nothing', '["ivsa1z",""]'],
    ['three elements', zipped('["ivsa1","00000000",1]').replace(']', ',1]')],
    ['DEFLATE that is cut off', zipped('["ivsa1","00000000",1]').replace(/.{8}"]/, '"]')],
    ['a part of one', '["ivsa1c","00000000",0,1,"x"]'],
    ['a ninth part', '["ivsa1c","00000000",8,9,"x"]'],
    ['a part beyond the parts', '["ivsa1c","00000000",2,2,"x"]'],
    ['an empty part', '["ivsa1c","00000000",0,2,""]'],
    ['a part with half a number', '["ivsa1c","00000000",0.5,2,"x"]'],
    ['a part with a short id', '["ivsa1c","0000000",0,2,"x"]'],
    ['a space', ' ["ivsa1","00000000",1]'],
    ['null', '["ivsa1","00000000",null]'],
    ['a withdrawn message', '["ivsa1","1111111100000000",1]'],
    ['withdrawn messages only', '["ivsa1","0000000011111111"]'],
    ['no message at all', '["ivsa1",""]'],
    ['more payloads than ids', '["ivsa1","11111111",1,2]'],
    ['ids cut off', '["ivsa1","11111111000",1]'],
    ['a withdrawn message in a compressed envelope', zipped('["ivsa1","1111111100000000",1]')],
  ])('agree on %s', async (_, text) => {
    await expectSame([text, text, '["ivsa1","00000000",1]']);
  });
});

function formOf(compression: 'off' | 'deflate'): RequestFormat {
  return { mode: 'envelope', compression, maxBytes: 1_000 };
}

describe('the player module', () => {
  test('returns each message once and in order, even while other cues are being inflated', async () => {
    const newId = idsFor(randomUUID());
    const messages = Array.from({ length: 1_000 }, (_, n) => envelopeMessage(newId(n), { n }));
    const texts = [
      ...packAll(messages.slice(0, 500), formOf('deflate')),
      ...packAll(messages.slice(450, 600), formOf('off')),
      ...packAll(messages.slice(550), formOf('deflate')),
    ].flatMap((packed) => packed.texts);
    const { decode } = createDecoder();
    const seen: unknown[] = [];
    await Promise.all(texts.map(async (text) => seen.push(...(await decode(text)))));
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, n) => ({ n })));
  });

  test('shares no memory between decoders', async () => {
    const text = '["ivsa1","00000000",1]';
    expect(await createDecoder().decode(text)).toEqual([1]);
    expect(await createDecoder().decode(text)).toEqual([1]);
  });

  test('returns compressed texts unchanged if they cannot be inflated', async () => {
    const { DecompressionStream } = globalThis;
    const text = zipped('["ivsa1","00000000",1]');
    try {
      Reflect.deleteProperty(globalThis, 'DecompressionStream');
      expect(await createDecoder().decode(text)).toEqual([text]);
    } finally {
      globalThis.DecompressionStream = DecompressionStream;
    }
  });
  const zipped = (text: string): string =>
    `["ivsa1z","${deflateRawSync(text).toString('base64')}"]`;
});
