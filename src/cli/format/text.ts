// Texts for a terminal: their width in columns, and their safe display.

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Graphemes that take two columns: Hangul, Kana, Han and full-width forms (the large blocks of
 * Unicode's East Asian Width classes `W` and `F`), and emoji.
 */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Emoji}\ufe0f)/u;
const INVISIBLE = /^[\p{Mark}\p{Control}\p{Format}]+$/u;
/** Characters that can move the cursor, change colours or change the direction of writing. */
const CONTROL = /[\p{Control}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;
const ELLIPSIS = '…';

/** The columns that a text takes on a terminal. The text must have no control characters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** Shortens a text to at most `width` columns. A shortened text ends with an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let start = '';
  let left = width - widthOf(ELLIPSIS);
  for (const { segment } of GRAPHEMES.segment(text)) {
    left -= graphemeWidth(segment);
    if (left < 0) break;
    start += segment;
  }
  return start.trimEnd() + ELLIPSIS;
}

/**
 * Breaks a text at its spaces into lines of at most `width` columns. A word that is wider gets a line of
 * its own and is not broken, so that it can be copied.
 *
 * @returns one line or more
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Adds spaces until the text takes `width` columns. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const filling = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + filling : filling + text;
}

/**
 * Replaces control characters. Names and error messages are chosen by others and must not control the
 * operator's terminal.
 */
export function withoutControlCharacters(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** Escapes control characters in a text of JSON, which does not change its meaning. */
export function escapeControlCharacters(json: string): string {
  const escaped = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(CONTROL, escaped);
}

/** Replaces line breaks by spaces, then control characters. */
export function oneLine(text: string): string {
  return withoutControlCharacters(text.replace(/\s+/g, ' ').trim());
}

/** `1 takeover`, `2 takeovers`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}

/** A number with separators: `12,345`. */
export function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A string as it is; any other value as JSON. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Joins the texts that are neither absent nor empty; undefined if there is none. */
export function joined(
  texts: readonly (string | undefined)[],
  separator = ', ',
): string | undefined {
  const present = texts.filter((text) => text !== undefined && text !== '');
  return present.length > 0 ? present.join(separator) : undefined;
}
