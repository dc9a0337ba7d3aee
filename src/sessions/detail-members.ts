/**
 * IVS's own texts are shorter. The limit keeps items in the table small, whatever an event
 * contains.
 */
const MAX_TEXT_LENGTH = 256;

/**
 * An object with one member, for a non-empty string; an empty object for any other value.
 *
 * @param as the member's name
 * @param maxLength the text is cut after so many characters
 */
export function textOf<K extends string>(
  as: K,
  value: unknown,
  maxLength = MAX_TEXT_LENGTH,
): { [P in K]?: string } {
  if (typeof value !== 'string' || value === '') return {};
  return { [as]: [...value].slice(0, maxLength).join('') } as { [P in K]?: string };
}

/** An object with one member, for a finite number; an empty object for any other value. */
export function numberOf<K extends string>(as: K, value: unknown): { [P in K]?: number } {
  return Number.isFinite(value) ? ({ [as]: value } as { [P in K]?: number }) : {};
}
