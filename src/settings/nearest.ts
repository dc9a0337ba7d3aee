/** How many edits apart two names may be, so that one can be a misspelling of the other. */
const MOST_EDITS = 3;

/**
 * The name that was probably meant. Capitals, `_` and `-` do not count as differences.
 *
 * @returns undefined if no name is near
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const given = normal(name);
  const most = Math.min(MOST_EDITS, Math.floor(given.length / 2));
  const [best] = names
    .map((candidate) => ({ candidate, edits: editsBetween(given, normal(candidate)) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits);
  return best?.candidate;
}

const normal = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');

/**
 * The fewest edits that turn one text into the other. An edit inserts, deletes or replaces a character, or
 * swaps two neighbours (the optimal string alignment distance).
 */
export function editsBetween(a: string, b: string): number {
  let [before, last]: number[][] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[] | undefined, index: number): number =>
  row?.[index] ?? Number.POSITIVE_INFINITY;
