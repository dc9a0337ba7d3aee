import { useRef, useState } from 'preact/hooks';
import { ask } from './actions.ts';
import { withFirstPage, withNextPage } from './pages.ts';

interface PagedAnswer {
  nextToken?: string;
}

export interface PagedList<Item> {
  items: readonly Item[];
  hasMore: boolean;
  isLoading: boolean;
  /** Why the next page did not come. */
  problem?: string;
  load: () => void;
}

/**
 * A watched list of which the functions answer a page: the newest first page, and the further pages that the user asks for.
 *
 * @param address of the topic
 * @param answer its newest answer
 * @param itemsOf the items of an answer
 */
export function useList<Answer extends PagedAnswer, Item>(
  address: string,
  answer: Answer | undefined,
  itemsOf: (answer: Answer) => readonly Item[],
  keyOf: (item: Item) => string,
): PagedList<Item> {
  const [further, setFurther] = useState<{ items: readonly Item[]; next: string | undefined }>();
  const [status, setStatus] = useState<{ isLoading: boolean; problem?: string }>(IDLE);
  const seen = useRef<readonly Item[]>([]);
  const first = answer ? itemsOf(answer) : [];
  const next = further ? further.next : answer?.nextToken;
  if (further) seen.current = withFirstPage(seen.current, first, answer?.nextToken, keyOf);
  else seen.current = first;
  const load = async (): Promise<void> => {
    setStatus({ isLoading: true });
    try {
      const page = await ask<Answer>(address, next);
      const items = itemsOf(page);
      seen.current = withNextPage(seen.current, items, keyOf);
      setFurther({ items, next: page.nextToken });
      setStatus(IDLE);
    } catch (error) {
      setStatus({ isLoading: false, problem: messageOf(error) });
    }
  };
  return { items: seen.current, hasMore: next !== undefined, ...status, load: () => void load() };
}

const IDLE = { isLoading: false };

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
