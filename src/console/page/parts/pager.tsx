import { countText } from '../format/units.ts';

interface PagerProps {
  /** From 1. */
  page: number;
  pageSize: number;
  /** Of all rows. */
  count: number;
  show: (page: number) => void;
}

/** Goes through the pages of a list. Nothing if there is one page. */
export function Pager({ page, pageSize, count, show }: PagerProps) {
  const pages = Math.ceil(count / pageSize);
  if (pages <= 1) return null;
  const from = (page - 1) * pageSize + 1;
  const to = Math.min(count, page * pageSize);
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={page === 1} onClick={() => show(page - 1)}>
        ‹ Previous
      </button>
      <span>
        {countText(from)} to {countText(to)} of {countText(count)}
      </span>
      <button type="button" disabled={page === pages} onClick={() => show(page + 1)}>
        Next ›
      </button>
    </nav>
  );
}

interface MoreProps {
  hasMore: boolean;
  isLoading: boolean;
  load: () => void;
}

/** Loads the next page of a list that the functions answer in pages. */
export function More({ hasMore, isLoading, load }: MoreProps) {
  if (!hasMore) return null;
  return (
    <p class="pager">
      <button type="button" disabled={isLoading} onClick={load}>
        {isLoading ? 'Loading…' : 'Show more'}
      </button>
    </p>
  );
}
