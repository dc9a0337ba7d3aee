import type { ListOptions, SessionIndexQuery, SessionStore } from '../store.ts';
import type { ListedSession } from '../summary.ts';

/** Sessions read at once from an index. */
const PAGE = 100;
/** Indexes' partitions that are asked at the same time. */
const AT_ONCE = 16;

export type ListStore = Pick<SessionStore, 'list'>;

/** Sessions in the order of their `sessionAt`, oldest first, one at a time. */
interface Source {
  /** The next one; undefined at the end. */
  peek(): Promise<ListedSession | undefined>;
  take(): void;
}

/** A part of an index, read page by page as it is needed. */
export function indexSource(
  store: ListStore,
  query: SessionIndexQuery,
  range: ListOptions,
): Source {
  let held: ListedSession[] = [];
  let next = 0;
  let more = true;
  return {
    async peek() {
      if (next === held.length && more) {
        const options = { ...range, oldestFirst: true };
        const page = await store.list(query, PAGE, held.at(-1), options);
        [held, next, more] = [page.sessions, 0, page.more];
      }
      return held[next];
    },
    take() {
      next += 1;
    },
  };
}

/** A part of an index that is read to its end at once, so that what leaves it later is known. */
export async function wholeSource(
  store: ListStore,
  query: SessionIndexQuery,
  range: ListOptions,
): Promise<Source> {
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
 * All sources' sessions, oldest first: those that began in the same millisecond together, by their ids.
 * So the order is the same whichever source has a session, and none is in a group twice.
 */
export async function* merged(sources: Source[]): AsyncGenerator<ListedSession[]> {
  for (let i = 0; i < sources.length; i += AT_ONCE)
    await Promise.all(sources.slice(i, i + AT_ONCE).map((source) => source.peek()));
  for (;;) {
    const heads = await Promise.all(sources.map((source) => source.peek()));
    const times = heads.flatMap((head) => head?.sessionAt ?? []);
    if (times.length === 0) return;
    const first = times.reduce((least, at) => (at < least ? at : least));
    const group = new Map<string, ListedSession>();
    for (const [i, source] of sources.entries()) {
      let head = heads[i];
      while (head?.sessionAt === first) {
        group.set(idOf(head), head);
        source.take();
        head = await source.peek();
      }
    }
    yield [...group.values()].sort(comparePositions);
  }
}

const idOf = ({ channelArn, streamId }: ListedSession): string => `${channelArn} ${streamId}`;

/** The order of `merged`. */
export function comparePositions(a: ListedSession, b: ListedSession): number {
  const [left, right] = [a, b].map((place) => `${place.sessionAt} ${idOf(place)}`);
  if (left === right) return 0;
  return String(left) < String(right) ? -1 : 1;
}
