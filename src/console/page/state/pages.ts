/**
 * A list of several pages, of which the first has changed. Items that the new first page has pushed out stay, behind it.
 * Items within it that it does not name any more are gone.
 *
 * @param before all items that were shown
 * @param first the newest first page
 * @param nextToken of this page; undefined if there are no other items
 */
export function withFirstPage<Item>(
  before: readonly Item[],
  first: readonly Item[],
  nextToken: string | undefined,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const last = first.at(-1);
  if (nextToken === undefined || last === undefined) return first;
  const end = before.findIndex((item) => keyOf(item) === keyOf(last));
  const keys = new Set(first.map(keyOf));
  const behind = before.slice(end + 1).filter((item) => !keys.has(keyOf(item)));
  return [...first, ...behind];
}

/** A list with another page. Items that it has already stay where they are. */
export function withNextPage<Item>(
  before: readonly Item[],
  page: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const keys = new Set(before.map(keyOf));
  return [...before, ...page.filter((item) => !keys.has(keyOf(item)))];
}
