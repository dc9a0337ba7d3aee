import type { ListChange } from '../../protocol/messages.ts';
import { type Item, itemsOf, type ListOf } from './source.ts';

/** An answer, prepared for comparing it with the next one. */
export interface Comparable {
  answer: unknown;
  /** JSON of the answer without its list and its time. */
  rest: string;
  /** JSON of the items by their keys, in their order. */
  items: Map<string, string>;
}

/**
 * A list in which two items have the same key is not compared item by item.
 *
 * @param timeIn the member whose `at` is the time of the answer; undefined: the answer's own
 */
export function comparable(answer: unknown, list: ListOf | undefined, timeIn?: string): Comparable {
  const found = list ? itemsOf(answer, list) : [];
  const items = new Map(found.map((item) => [keyIn(item, list), JSON.stringify(item)]));
  if (list && items.size === found.length && found.length > 0)
    return {
      answer,
      items,
      rest: withoutTime({ ...(answer as object), [list.member]: 0 }, timeIn),
    };
  return { answer, items: new Map(), rest: withoutTime(answer, timeIn) };
}

/** The time of an answer is no news. */
function withoutTime(answer: unknown, timeIn: string | undefined): string {
  const { at, ...rest } = Object(answer) as Record<string, unknown>;
  if (timeIn === undefined) return JSON.stringify(rest);
  const { at: _, ...part } = Object(rest[timeIn]) as Record<string, unknown>;
  return JSON.stringify({ ...rest, at, [timeIn]: part });
}

/** What to tell those who know the answer `before`. */
export type Difference = { same: true } | { change: ListChange } | { answer: unknown };

export function difference(
  before: Comparable,
  after: Comparable,
  list: ListOf | undefined,
): Difference {
  if (!list || before.rest !== after.rest)
    return before.rest === after.rest ? { same: true } : { answer: after.answer };
  const put = itemsOf(after.answer, list).filter((item) => {
    const key = keyIn(item, list);
    return before.items.get(key) !== after.items.get(key);
  });
  const removed = [...before.items.keys()].filter((key) => !after.items.has(key));
  const order = newOrder(before, after);
  if (put.length === 0 && removed.length === 0 && !order) return { same: true };
  if (put.length * 2 > after.items.size) return { answer: after.answer };
  return { change: { list: list.member, key: list.key, put, removed, ...(order && { order }) } };
}

/** @returns undefined if the order follows from what is put and removed: new items come last */
function newOrder(before: Comparable, after: Comparable): string[] | undefined {
  const kept = [...before.items.keys()].filter((key) => after.items.has(key));
  const added = [...after.items.keys()].filter((key) => !before.items.has(key));
  const order = [...after.items.keys()];
  const expected = [...kept, ...added];
  return order.every((key, i) => key === expected[i]) ? undefined : order;
}

const keyIn = (item: Item, list: ListOf | undefined): string => String(list && item[list.key]);
