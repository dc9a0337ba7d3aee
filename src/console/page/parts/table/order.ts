/** What a column is sorted by. A row without a value comes last. */
export type SortValue = string | number | undefined;

export interface Sort {
  column: string;
  descending: boolean;
}

/** Reads the order as it stands in the address: `viewers`, or `-viewers` for the largest first. */
export function parseSort(text: string): Sort {
  const descending = text.startsWith('-');
  return { column: descending ? text.slice(1) : text, descending };
}

export const sortText = ({ column, descending }: Sort): string =>
  `${descending ? '-' : ''}${column}`;

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** @returns the rows in order. Rows with equal values keep the order they have. */
export function sorted<Row>(
  rows: readonly Row[],
  sortBy: (row: Row) => SortValue,
  descending: boolean,
): Row[] {
  const sign = descending ? -1 : 1;
  const valued = rows.map((row) => ({ row, value: sortBy(row) }));
  valued.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    return sign * compare(a.value, b.value);
  });
  return valued.map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return COLLATOR.compare(String(a), String(b));
}

/** A row as it is shown. `isGone`: it is not part of the list any more. */
export interface ShownRow<Row> {
  key: string;
  row: Row;
  isGone: boolean;
}

/**
 * The rows to show while somebody reads: each row keeps its place, new rows come last, and rows that are gone stay.
 *
 * @param shown what is shown now
 * @param rows the newest rows, in order
 */
export function inPlace<Row>(
  shown: readonly ShownRow<Row>[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ShownRow<Row>[] {
  const newest = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = shown.map(({ key, row }) => {
    const next = newest.get(key);
    newest.delete(key);
    return next === undefined ? { key, row, isGone: true } : { key, row: next, isGone: false };
  });
  return [...kept, ...inOrder([...newest.values()], keyOf)];
}

/** The rows to show when nobody reads. */
export const inOrder = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): ShownRow<Row>[] =>
  rows.map((row) => ({ key: keyOf(row), row, isGone: false }));

/** Whether the rows would stand elsewhere in the newest order. */
export function isOutdated<Row>(
  shown: readonly ShownRow<Row>[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): boolean {
  return shown.length !== rows.length || rows.some((row, i) => shown[i]?.key !== keyOf(row));
}
