// Texts on a terminal: how many columns they take, cut to fit, and harmless.

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Two columns wide: Hangul, Kana, Han, full-width forms (Unicode's East Asian Width `W` and `F`, its
 * large blocks), and what is shown as a picture.
 */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
const INVISIBLE = /^[\p{Mark}\p{Control}\p{Format}]+$/u;
/** What may move the cursor, change colours or turn the direction of writing. */
const UNSAFE = /[\p{Control}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;
const ELLIPSIS = '…';

/** Columns that a text takes; it holds no control characters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** At most `width` columns of the text, with an ellipsis in place of what is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let left = width - widthOf(ELLIPSIS);
  for (const { segment } of GRAPHEMES.segment(text)) {
    left -= graphemeWidth(segment);
    if (left < 0) break;
    kept += segment;
  }
  return kept.trimEnd() + ELLIPSIS;
}

/** Fills up with spaces to `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const filling = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + filling : filling + text;
}

/** Texts that others chose, such as names and error messages: nothing in them may steer a terminal. */
export function withoutControlCharacters(text: string): string {
  return text.replace(UNSAFE, '\ufffd');
}

/** The same, on one line. */
export function oneLine(text: string): string {
  return withoutControlCharacters(text.replace(/\s+/g, ' ').trim());
}

/** `1 takeover`, `2 takeovers`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}

/** Thousands apart: `12,345`. */
export function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
