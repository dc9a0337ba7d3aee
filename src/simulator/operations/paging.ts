import type { SimulatedService } from '../simulated-service.ts';
import type { Slice } from '../state/collection.ts';

/** What every List operation takes. */
export interface PageInput {
  nextToken?: string;
  maxResults?: number;
}

export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/**
 * One page of a list.
 *
 * @param list its operation, the filters that its tokens are bound to, and the size of a page where
 *   the request names none
 * @param slice the items behind a position
 * @throws ServiceError ValidationException for a token of another list
 */
export function pageOf<T>(
  { pageTokens }: SimulatedService,
  list: { operation: string; filters?: unknown; pageSize: number },
  { nextToken, maxResults = list.pageSize }: PageInput,
  slice: (after: number, limit: number) => Slice<T>,
): Page<T> {
  const scope = { operation: list.operation, filters: list.filters ?? null };
  const { items, next } = slice(pageTokens.read(scope, nextToken), maxResults);
  return { items, ...(next !== undefined && { nextToken: pageTokens.issue(scope, next) }) };
}
