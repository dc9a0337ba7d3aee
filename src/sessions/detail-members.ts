/** IVS's own texts are shorter; a longer one can't make what is stored grow without bound. */
const LONGEST_TEXT = 256;

/** A member for a text that is not empty, cut at `longest` characters; no member for anything else. */
export function textOf<K extends string>(
  as: K,
  value: unknown,
  longest = LONGEST_TEXT,
): { [P in K]?: string } {
  if (typeof value !== 'string' || value === '') return {};
  return { [as]: [...value].slice(0, longest).join('') } as { [P in K]?: string };
}

/** A member for a finite number; no member for anything else. */
export function numberOf<K extends string>(as: K, value: unknown): { [P in K]?: number } {
  return Number.isFinite(value) ? ({ [as]: value } as { [P in K]?: number }) : {};
}
