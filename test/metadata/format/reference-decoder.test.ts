import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';

const id = (n: number): string => String(n).padStart(8, '0');
const envelope = (...numbers: number[]): string =>
  JSON.stringify(['ivsa1', numbers.map(id).join(''), ...numbers.map((n) => ({ n }))]);

const zipped = (text: string): string =>
  JSON.stringify(['ivsa1z', deflateRawSync(text).toString('base64')]);
/** A text, split into parts of `size` characters. */
const parts = (group: number, size: number, text: string): string[] => {
  const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  return pieces.map((piece, n) => JSON.stringify(['ivsa1c', id(group), n, pieces.length, piece]));
};
const decodeAll = (texts: readonly (string | undefined)[]): unknown[] => {
  const decoder = createReferenceDecoder();
  return texts.flatMap((text) => decoder.decode(text ?? ''));
};

describe('a compressed envelope', () => {
  test('is decoded, and each message is returned once', () => {
    expect(decodeAll([zipped(envelope(1, 2)), envelope(2, 3)])).toEqual(
      [1, 2, 3].map((n) => ({ n })),
    );
  });
});

describe('parts', () => {
  const [a, b, c, d] = parts(7, 8, envelope(7));

  test('are joined at the last part, before the messages behind it', () => {
    expect(parts(7, 8, envelope(7))).toHaveLength(4);
    expect(decodeAll([envelope(1), a, b, c, d, envelope(2)])).toEqual(
      [1, 7, 2].map((n) => ({ n })),
    );
    expect(decodeAll(parts(7, 20, zipped(envelope(7, 8))))).toEqual([{ n: 7 }, { n: 8 }]);
  });

  test('can each be repeated, together or late, and the message is returned once', () => {
    expect(decodeAll([a, a, b, b, a, c, d, d, a, b, c, d, envelope(7)])).toEqual([{ n: 7 }]);
    expect(decodeAll([a, b, a, b, c, d])).toEqual([{ n: 7 }]);
    expect(decodeAll([envelope(7), a, b, c, d])).toEqual([{ n: 7 }]);
  });

  test('can start again with other sizes, then with another id or number of parts', () => {
    const [w, x, y, z] = parts(8, 9, envelope(7).replace('}', ' }'));
    expect(decodeAll([a, b, w, x, y, z])).toEqual([{ n: 7 }]);
    expect(decodeAll([a, b, ...parts(7, 14, envelope(7))])).toEqual([{ n: 7 }]);
  });

  test('give nothing to a viewer who missed the first one, unless the sender starts again', () => {
    expect(decodeAll([b, c, d, envelope(8)])).toEqual([{ n: 8 }]);
    expect(decodeAll([c, d, a, b, c, d])).toEqual([{ n: 7 }]);
  });

  test('of an incomplete message do not affect other messages', () => {
    expect(decodeAll([a, b, c, envelope(8), ...parts(9, 8, envelope(9))])).toEqual([
      { n: 8 },
      { n: 9 },
    ]);
  });

  test('are stored for the newest four messages only', () => {
    const others = [1, 2, 3, 4].map((n) => parts(n, 8, envelope(n))[0]);
    expect(decodeAll([a, b, c, ...others.slice(1), d])).toEqual([{ n: 7 }]);
    expect(decodeAll([a, b, c, ...others, d])).toEqual([]);
  });

  test('of a text that is not an envelope give nothing', () => {
    expect(decodeAll(parts(7, 8, '{"question": "what?"}'))).toEqual([]);
    expect(decodeAll(parts(7, 30, JSON.stringify(parts(8, 8, envelope(8))[0])))).toEqual([]);
  });
});

describe('the reference decoder', () => {
  test('returns the messages of an envelope in order', () => {
    expect(createReferenceDecoder().decode(envelope(3, 1, 2))).toEqual([
      { n: 3 },
      { n: 1 },
      { n: 2 },
    ]);
  });

  test('returns each message once, even if it comes again in another envelope', () => {
    const decoder = createReferenceDecoder();
    decoder.decode(envelope(1, 2));
    expect(decoder.decode(envelope(1, 2))).toEqual([]);
    expect(decoder.decode(envelope(2, 3, 3))).toEqual([{ n: 3 }]);
  });

  test('does not return a message that was withdrawn before', () => {
    const withdrawing = JSON.stringify(['ivsa1', [2, 1, 3].map(id).join(''), { n: 2 }]);
    const only = JSON.stringify(['ivsa1', id(4)]);
    expect(decodeAll([withdrawing, only, envelope(1, 2, 3, 4, 5)])).toEqual([{ n: 2 }, { n: 5 }]);
    expect(decodeAll([envelope(1), withdrawing, envelope(1)])).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('shares no memory with other decoders', () => {
    createReferenceDecoder().decode(envelope(1));
    expect(createReferenceDecoder().decode(envelope(1))).toEqual([{ n: 1 }]);
  });

  test('forgets the oldest ids first, and an id that was repeated last', () => {
    const decoder = createReferenceDecoder({ remember: 3 });
    decoder.decode(envelope(1, 2, 3));
    decoder.decode(envelope(1));
    decoder.decode(envelope(4));
    expect(decoder.decode(envelope(1, 3, 4))).toEqual([]);
    expect(decoder.decode(envelope(2))).toEqual([{ n: 2 }]);
  });

  test.each([
    'plain text',
    '',
    '{"question":1}',
    '["ivsa1"]',
    '["ivsa1",""]',
    '["ivsa1","0000000",1]',
    '["ivsa1","000000000",1]',
    '["ivsa1","00000000",1,2]',
    '["ivsa1",7,1]',
    '["ivsa1","00000000",1',
    '["ivsa2","00000000",1]',
    '["ivsa1z","00000000",1]',
    ' ["ivsa1","00000000",1]',
    '["ivsa1z","AAAA"]',
    '["ivsa1z","not base64"]',
    '["ivsa1z"]',
    zipped(zipped(envelope(1))),
    zipped('{"question":1}'),
    zipped(envelope(1)).replace(']', ',1]'),
    zipped(`["ivsa1","00000000","${'x'.repeat(70_000)}"]`),
    '["ivsa1c","00000000",0,1,"a"]',
    '["ivsa1c","00000000",0,9,"a"]',
    '["ivsa1c","00000000",2,2,"a"]',
    '["ivsa1c","00000000",0.5,2,"a"]',
    '["ivsa1c","00000000","0",2,"a"]',
    '["ivsa1c","0000000",0,2,"a"]',
    '["ivsa1c","00000000",0,2,""]',
    '["ivsa1c","00000000",0,2,"a",1]',
    '["ivsa1d","00000000",0,2,"a"]',
  ])('returns a text unchanged that is not an envelope: %s', (text) => {
    expect(createReferenceDecoder().decode(text)).toEqual([text]);
    expect(createReferenceDecoder().decode(text)).toEqual([text]);
  });
});
