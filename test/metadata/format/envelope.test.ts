import { describe, expect, test } from 'vitest';
import {
  ENVELOPE_OVERHEAD_BYTES,
  type EnvelopeMessage,
  envelopeMessage,
  envelopeText,
  MESSAGE_OVERHEAD_BYTES,
  singleEnvelopeBytes,
} from '../../../src/metadata/format/envelope.ts';
import { packAll } from '../../../src/metadata/format/packing.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import { jsonText, utf8Bytes } from '../../../src/metadata/format/text.ts';
import * as fc from '../../support/fast-check.ts';

const FORM = { mode: 'envelope', compression: 'off', maxBytes: 1_000 } as const;
const numbered = (payload: unknown, index: number): EnvelopeMessage =>
  envelopeMessage(String(index).padStart(8, '0'), payload);

describe('an envelope', () => {
  test('has the text that docs/envelope.md specifies', () => {
    const text = envelopeText([{ a: 1 }, 'zwei', null].map(numbered));
    expect(text).toBe('["ivsa1","000000000000000100000002",{"a":1},"zwei",null]');
  });

  test('has exactly the size that packing calculates, for any JSON', () => {
    const payloads = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1 });
    fc.assert(
      fc.property(payloads, (values) => {
        const enclosed = values.map(numbered);
        const counted = enclosed.reduce(
          (sum, { bytes }) => sum + MESSAGE_OVERHEAD_BYTES + bytes,
          0,
        );
        expect(utf8Bytes(envelopeText(enclosed))).toBe(ENVELOPE_OVERHEAD_BYTES + counted);
      }),
    );
  });

  test('is decoded to the same payloads, for any JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 50 }), (values) => {
        const decoded = createReferenceDecoder().decode(envelopeText(values.map(numbered)));
        expect(decoded).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  test('has the ids of withdrawn messages behind the other ids', () => {
    const [a, b, c] = [1, 2, 3].map(numbered);
    const text = envelopeText([{ ...a, withdrawn: true }, b, c] as EnvelopeMessage[]);
    expect(text).toBe('["ivsa1","000000010000000200000000",2,3]');
    expect(envelopeText([{ ...a, withdrawn: true }] as EnvelopeMessage[])).toBe(
      '["ivsa1","00000000"]',
    );
    expect(text).toHaveLength(ENVELOPE_OVERHEAD_BYTES + 8 + 2 * (MESSAGE_OVERHEAD_BYTES + 1));
  });

  test('with one message has the size that singleEnvelopeBytes calculates', () => {
    expect(utf8Bytes(envelopeText([numbered('x'.repeat(98), 0)]))).toBe(singleEnvelopeBytes(100));
  });

  test('of 1,000 bytes holds nine messages of 100 bytes: 90 % is payload', () => {
    const messages = Array.from({ length: 900 }, (_, i) => numbered('x'.repeat(98), i));
    const envelopes = packAll(messages, FORM);
    expect(envelopes).toHaveLength(100);
    expect((900 * 100) / (1_000 * envelopes.length)).toBeGreaterThan(0.88);
  });

  test('holds sixteen messages of 50 bytes: more than a poll of ten SQS messages', () => {
    const messages = Array.from({ length: 16 }, (_, i) => numbered('x'.repeat(48), i));
    expect(packAll(messages, FORM)).toHaveLength(1);
  });
});

describe('the JSON text of a payload', () => {
  test('escapes characters that JSON allows and SQS refuses', () => {
    const text = jsonText('a\uFFFEb\uFFFFc\uD800d\u0001') ?? '';
    expect(text).toBe(String.raw`"a\ufffeb\uffffc\ud800d\u0001"`);
    expect(JSON.parse(text)).toBe('a\uFFFEb\uFFFFc\uD800d\u0001');
  });
});
