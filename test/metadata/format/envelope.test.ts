import { describe, expect, test } from 'vitest';
import { createDecoder } from '../../../src/metadata/format/decoder.ts';
import {
  ENVELOPE_BYTES,
  type Enclosed,
  enclose as encloseAs,
  envelopeText,
  lonelyBytes,
  MESSAGE_BYTES,
} from '../../../src/metadata/format/envelope.ts';
import { pack } from '../../../src/metadata/format/packing.ts';
import { jsonText, utf8Bytes } from '../../../src/metadata/format/text.ts';
import * as fc from '../../support/fast-check.ts';

const FORM = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;
const enclose = (payload: unknown, index: number): Enclosed =>
  encloseAs(String(index).padStart(8, '0'), payload);

describe('an envelope', () => {
  test('is the text of docs/envelope.md', () => {
    const text = envelopeText([{ a: 1 }, 'zwei', null].map(enclose));
    expect(text).toBe('["ivsa1","000000000000000100000002",{"a":1},"zwei",null]');
  });

  test('has exactly the size that packing counts with, for any JSON', () => {
    const payloads = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1 });
    fc.assert(
      fc.property(payloads, (values) => {
        const enclosed = values.map(enclose);
        const counted = enclosed.reduce((sum, { bytes }) => sum + MESSAGE_BYTES + bytes, 0);
        expect(utf8Bytes(envelopeText(enclosed))).toBe(ENVELOPE_BYTES + counted);
      }),
    );
  });

  test('gives the same payloads back, for any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 50 }), (values) => {
        const decoded = createDecoder().decode(envelopeText(values.map(enclose)));
        expect(decoded).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  test('has the ids of what is withdrawn behind the others', () => {
    const [a, b, c] = [1, 2, 3].map(enclose);
    const text = envelopeText([{ ...a, withdrawn: true }, b, c] as Enclosed[]);
    expect(text).toBe('["ivsa1","000000010000000200000000",2,3]');
    expect(envelopeText([{ ...a, withdrawn: true }] as Enclosed[])).toBe('["ivsa1","00000000"]');
    expect(text).toHaveLength(ENVELOPE_BYTES + 8 + 2 * (MESSAGE_BYTES + 1));
  });

  test('is as large for one message as lonelyBytes says', () => {
    expect(utf8Bytes(envelopeText([enclose('x'.repeat(98), 0)]))).toBe(lonelyBytes(100));
  });

  test('holds nine 100-byte messages in 1,000 bytes: 0.9 of it is payload', () => {
    const messages = Array.from({ length: 900 }, (_, i) => enclose('x'.repeat(98), i));
    const envelopes = pack(messages, FORM);
    expect(envelopes).toHaveLength(100);
    expect((900 * 100) / (1_000 * envelopes.length)).toBeGreaterThan(0.88);
  });

  test('holds sixteen 50-byte messages: more than one poll of ten SQS messages brings', () => {
    const messages = Array.from({ length: 16 }, (_, i) => enclose('x'.repeat(48), i));
    expect(pack(messages, FORM)).toHaveLength(1);
  });
});

describe('the JSON that is sent', () => {
  test('escapes what SQS refuses although JSON allows it', () => {
    const text = jsonText('a\uFFFEb\uFFFFc\uD800d\u0001') ?? '';
    expect(text).toBe(String.raw`"a\ufffeb\uffffc\ud800d\u0001"`);
    expect(JSON.parse(text)).toBe('a\uFFFEb\uFFFFc\uD800d\u0001');
  });
});
