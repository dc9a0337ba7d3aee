import { describe, expect, test } from 'vitest';
import {
  countOf,
  cut,
  oneLine,
  pad,
  widthOf,
  withoutControlCharacters,
  wrap,
} from '../../../src/cli/format/text.ts';

describe('widthOf', () => {
  test.each([
    ['', 0],
    ['quiz', 4],
    ['Größe', 5],
    ['Gro\u0308ße', 5],
    ['東京', 4],
    ['한국', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['❤', 1],
    ['a\u200bb', 2],
  ])('%s takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe('cut', () => {
  test.each([
    ['quiz', 4, 'quiz'],
    ['quizzes', 4, 'qui…'],
    ['a bc', 3, 'a…'],
    ['東京都', 6, '東京都'],
    ['東京都', 5, '東京…'],
    ['東京都', 4, '東…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
    ['quiz', 1, '…'],
  ])('shortens %s to %d columns: %s', (text, width, expected) => {
    expect(cut(text, width)).toBe(expected);
    expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
  });
});

describe('wrap', () => {
  test.each([
    ['', 5, ['']],
    ['one', 5, ['one']],
    ['one two three', 7, ['one two', 'three']],
    ['東京 大阪 京都', 9, ['東京 大阪', '京都']],
    ['a longer-word b', 5, ['a', 'longer-word', 'b']],
  ])('breaks "%s" into lines of %d columns', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });
});

test('pad counts terminal columns, not characters', () => {
  expect(pad('東京', 6)).toBe('東京  ');
  expect(pad('12', 4, 'right')).toBe('  12');
  expect(pad('longer', 4)).toBe('longer');
});

test('control characters are replaced', () => {
  expect(withoutControlCharacters('a\u001b[31mb\u0007\u202ec')).toBe('a�[31mb��c');
  expect(oneLine(' two\n\tlines \u001b ')).toBe('two lines �');
});

test.each([
  [0, '0 limit breaches'],
  [1, '1 limit breach'],
  [1_234, '1,234 limit breaches'],
])('countOf chooses singular or plural for %d', (count, text) => {
  expect(countOf(count, 'limit breach', 'limit breaches')).toBe(text);
});
