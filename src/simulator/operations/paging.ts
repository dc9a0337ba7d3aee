import type { SimulatedService } from '../simulated-service.ts';
import type { Slice } from '../state/collection.ts';

/** The input of every List operation. */
export interface PageInput {
  nextToken?: string;
  maxResults?: number;
}

export interface ListPage<T> {
  items: T[];
  nextToken?: string;
}

/**
 * Makes one page of a list.
 *
 * @param list `filters`: a page token is valid only for the same filters; `pageSize`: for requests without
 *   `maxResults`
 * @param slice gives up to `limit` items after a position
 * @throws ServiceError ValidationException for a page token of another list
 */
export function pageOf<T>(
  { pageTokens }: SimulatedService,
  list: { operation: string; filters?: unknown; pageSize: number },
  { nextToken, maxResults = list.pageSize }: PageInput,
  slice: (after: number, limit: number) => Slice<T>,
): ListPage<T> {
  const scope = { operation: list.operation, filters: list.filters ?? null };
  const { items, next } = slice(pageTokens.read(scope, nextToken), maxResults);
  return { items, ...(next !== undefined && { nextToken: pageTokens.issue(scope, next) }) };
}
