/**
 * The attributes of a backlog item that hold the tokens of recent reservations. There are three, and they take
 * turns: for 10 seconds a reservation adds its token to one of them, and removes the one that is next.
 *
 *     recent0   recent1   recent2   recent0
 *     |- 10 s --|- 10 s --|- 10 s --|
 *               now: add  ^ remove
 *
 * So a token stays for at least 10 seconds. The attempts of the SDK for one write end after 7 seconds.
 */
const ATTRIBUTES = ['recent0', 'recent1', 'recent2'] as const;
const TURN_MS = 10_000;

/** Names of attributes. */
export interface TokenSets {
  /** Gets the token. */
  current: string;
  /** Is removed. */
  stale: string;
}

/** @param now ms since the epoch */
export function tokenSetsAt(now: number): TokenSets {
  const turn = Math.floor(now / TURN_MS);
  const nameOf = (index: number) => `recent${index % ATTRIBUTES.length}`;
  return { current: nameOf(turn), stale: nameOf(turn + 1) };
}

/** @param item as the DocumentClient returns it */
export function recentTokens(item: Record<string, unknown>): Set<string> {
  const sets = ATTRIBUTES.map((name) => item[name]).filter((value) => value instanceof Set);
  return new Set(sets.flatMap((tokens) => [...tokens].map(String)));
}
