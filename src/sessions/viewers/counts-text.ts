/** A count, or null if it is not known. */
export type Count = number | null;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const UNKNOWN = '.';

/**
 * Counts as a text that is small in an item: the number of digits of each count, then the counts in base 64,
 * each with so many digits. 120 counts below 4,096 are 241 bytes.
 *
 * @param counts whole numbers from 0
 */
export function countsText(counts: readonly Count[]): string {
  const width = digitsOf(counts.reduce<number>((most, count) => Math.max(most, count ?? 0), 0));
  return width + counts.map((count) => encode(count, width)).join('');
}

/** @param text as `countsText` makes it; nothing else writes such texts, so it is not checked */
export function countsIn(text: string): Count[] {
  const width = Number(text.charAt(0));
  const counts: Count[] = [];
  for (let from = 1; from < text.length; from += width)
    counts.push(decode(text, from, from + width));
  return counts;
}

function digitsOf(count: number): number {
  let digits = 1;
  for (let rest = count; rest >= DIGITS.length; rest = Math.floor(rest / DIGITS.length)) digits++;
  return digits;
}

function encode(count: Count, width: number): string {
  if (count === null) return UNKNOWN.repeat(width);
  let text = '';
  for (let rest = count; text.length < width; rest = Math.floor(rest / DIGITS.length))
    text = DIGITS.charAt(rest % DIGITS.length) + text;
  return text;
}

function decode(text: string, from: number, to: number): Count {
  if (text.charAt(from) === UNKNOWN) return null;
  let count = 0;
  for (let i = from; i < to; i++) count = count * DIGITS.length + DIGITS.indexOf(text.charAt(i));
  return count;
}
