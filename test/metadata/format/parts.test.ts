import { describe, expect, test } from 'vitest';
import { fitsInParts, splitIntoParts } from '../../../src/metadata/format/parts.ts';
import { utf8Bytes } from '../../../src/metadata/format/text.ts';
import * as fc from '../../support/fast-check.ts';

const MAX_BYTES = 100;
/** Eight parts of 100 bytes hold 568 bytes. These texts are shorter and longer, with characters of all sizes. */
const text = fc
  .array(fc.constantFrom('x', 'xyz', '"', '\\', 'é', '€', '😀', '\uD800'), {
    minLength: 1,
    maxLength: 450,
    size: 'max',
  })
  .map((pieces) => pieces.join(''));

const pieceOf = (part: string): string => JSON.parse(part)[4];
const idOf = (part = ''): string => JSON.parse(part)[1];

describe('parts', () => {
  test('join to the text, and each is as large as the limit allows', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const parts = splitIntoParts(whole, MAX_BYTES);
        if (!parts) return;
        expect(parts.map(pieceOf).join('')).toBe(whole);
        expect(parts.map((part) => JSON.parse(part).slice(0, 4))).toEqual(
          parts.map((_, index) => ['ivsa1c', idOf(parts[0]), index, parts.length]),
        );
        for (const part of parts) expect(utf8Bytes(part)).toBeLessThanOrEqual(MAX_BYTES);
        for (const part of parts.slice(0, -1)) {
          expect(utf8Bytes(part)).toBeGreaterThan(MAX_BYTES - 6);
        }
      }),
    );
  });

  test('are at most eight, and fitsInParts says whether that is enough', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const parts = splitIntoParts(whole, MAX_BYTES);
        expect(fitsInParts(whole, MAX_BYTES)).toBe(parts !== undefined);
        expect(parts?.length ?? 0).toBeLessThanOrEqual(8);
      }),
    );
  });

  test('have an 8-character id that depends on the text and the limit', () => {
    const id = (whole: string, maxBytes: number) => idOf(splitIntoParts(whole, maxBytes)?.[0]);
    const whole = 'x'.repeat(200);
    expect(id(whole, 100)).toMatch(/^[\w-]{8}$/);
    expect(id(whole, 100)).toBe(id(whole, 100));
    expect(new Set([id(whole, 100), id(whole, 101), id(`${whole}y`, 100)]).size).toBe(3);
  });

  test('are split between characters', () => {
    const pieces = splitIntoParts('😀'.repeat(60), MAX_BYTES)?.map(pieceOf) ?? [];
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).toMatch(/^(😀)+$/u);
  });
});
