import { sessionIdText } from '../session-id.ts';
import type { ListOptions, SessionIndexQuery, SessionStore } from '../store.ts';
import type { ListedSession } from '../summary.ts';

/** Sessions in one page of an index. */
const PAGE_SIZE = 100;
/** Index partitions that are read at the same time. */
const MAX_CONCURRENT_READS = 16;

export type ListStore = Pick<SessionStore, 'list'>;

/** The order of a list of sessions, by their `sessionAt`. */
export type Order = 'oldest-first' | 'newest-first';

/** Sessions one by one in an order. */
interface SessionSource {
  /** The next session; undefined at the end. */
  peek(): Promise<ListedSession | undefined>;
  /** Moves to the session after the one that `peek` returned. */
  take(): void;
}

/** A partition of an index. A page is read when it is needed. The order is that of `range`. */
export function indexSource(
  store: ListStore,
  query: SessionIndexQuery,
  range: ListOptions,
): SessionSource {
  let page: ListedSession[] = [];
  let next = 0;
  let more = true;
  return {
    async peek() {
      if (next === page.length && more) {
        const read = await store.list(query, PAGE_SIZE, page.at(-1), range);
        [page, next, more] = [read.sessions, 0, read.more];
      }
      return page[next];
    },
    take() {
      next += 1;
    },
  };
}

/**
 * A partition of an index that is read completely, now. So a session that leaves the partition
 * later is still in the source.
 */
export async function wholeSource(
  store: ListStore,
  query: SessionIndexQuery,
  range: ListOptions,
): Promise<SessionSource> {
  const source = indexSource(store, query, range);
  const all: ListedSession[] = [];
  for (let one = await source.peek(); one; one = await source.peek()) {
    all.push(one);
    source.take();
  }
  let next = 0;
  return {
    peek: async () => all[next],
    take() {
      next += 1;
    },
  };
}

/**
 * The sessions of all sources, which have this order. Each group holds the sessions that began in the same
 * millisecond, sorted by id, each session once. So the order does not depend on which source a
 * session is in.
 */
export async function* mergeSources(
  sources: SessionSource[],
  order: Order,
): AsyncGenerator<ListedSession[]> {
  for (let i = 0; i < sources.length; i += MAX_CONCURRENT_READS)
    await Promise.all(sources.slice(i, i + MAX_CONCURRENT_READS).map((source) => source.peek()));
  for (;;) {
    const heads = await Promise.all(sources.map((source) => source.peek()));
    const first = firstOf(
      heads.flatMap((head) => head?.sessionAt ?? []),
      order,
    );
    if (first === undefined) return;
    const group = new Map<string, ListedSession>();
    for (const source of sources) {
      for (const session of await takeAllAt(first, source))
        group.set(sessionIdText(session), session);
    }
    yield [...group.values()].sort((a, b) => comparePositions(a, b, order));
  }
}

const firstOf = (times: string[], order: Order): string | undefined =>
  times.reduce<string | undefined>(
    (first, at) => (first === undefined || precedes(at, first, order) ? at : first),
    undefined,
  );

const precedes = (a: string, b: string, order: Order): boolean =>
  order === 'oldest-first' ? a < b : b < a;

/** Takes the next sessions of a source while their `sessionAt` is `time`. */
async function takeAllAt(time: string, source: SessionSource): Promise<ListedSession[]> {
  const taken: ListedSession[] = [];
  for (let head = await source.peek(); head?.sessionAt === time; head = await source.peek()) {
    taken.push(head);
    source.take();
  }
  return taken;
}

/** The order of `mergeSources`. */
export function comparePositions(a: ListedSession, b: ListedSession, order: Order): number {
  const [left, right] = [positionText(a), positionText(b)];
  if (left === right) return 0;
  return precedes(left, right, order) ? -1 : 1;
}

const positionText = (one: ListedSession): string => `${one.sessionAt} ${sessionIdText(one)}`;
