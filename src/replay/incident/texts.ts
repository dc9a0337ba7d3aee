/** `1 session has`, `2 sessions have`. */
export const countsText = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** The order of texts by their characters, which is the same on every machine. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
