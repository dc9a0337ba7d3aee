import type { KeyRange } from '../expressions/key-condition.ts';
import { compareEntries, type Entry } from '../storage/entry.ts';
import type { SortedList } from '../storage/sorted-list.ts';

/**
 * A page has at most 1 MB before the filter.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
const MAX_SIZE = 1_024 * 1_024;

export interface PageOptions {
  /** The page begins after this place. */
  start: Entry | undefined;
  limit: number | undefined;
  isForward: boolean;
}

export interface Page {
  entries: Entry[];
  /** The place at which the page ends; undefined if nothing follows. It may be there if nothing follows, too. */
  last?: Entry | undefined;
}

export function readPage(
  partition: SortedList<Entry> | undefined,
  range: KeyRange,
  options: PageOptions,
): Page {
  const entries: Entry[] = [];
  if (!partition) return { entries };
  let size = 0;
  for (const entry of inOrder(partition, range, options)) {
    size += entry.size;
    if (size > MAX_SIZE && entries.length > 0) return { entries, last: entries.at(-1) };
    entries.push(entry);
    if (entries.length === options.limit) return { entries, last: entry };
  }
  return { entries };
}

function* inOrder(
  partition: SortedList<Entry>,
  { isBefore, isAfter }: KeyRange,
  { start, isForward }: PageOptions,
): Generator<Entry> {
  const elements = isForward
    ? partition.after(
        (entry) => !isBefore(entry.order) && (!start || compareEntries(entry, start) > 0),
      )
    : partition.before(
        (entry) => isAfter(entry.order) || (start && compareEntries(entry, start) >= 0) === true,
      );
  for (const entry of elements) {
    if (isForward ? isAfter(entry.order) : isBefore(entry.order)) return;
    yield entry;
  }
}
