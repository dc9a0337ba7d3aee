/** Where the answers of a topic come from. */
export interface Source {
  /** Asks once more, with a constant number of invocations. @returns the whole answer, as it is known now */
  ask(): Promise<unknown>;
  /** How long to wait until it is asked again, ms. */
  readonly restMs: number;
  /** The next answer shall be new from its beginning. */
  restart(): void;
}

/** An answer with pages. */
export interface Page {
  nextToken?: string;
  [member: string]: unknown;
}

/** Asks for one page of an answer. */
export type AskPage = (nextToken?: string) => Promise<Page>;

/** The list of an answer. */
export interface ListOf {
  /** The member that holds it. */
  member: string;
  /** The member of its items that tells them apart. */
  key: string;
}

export type Item = Record<string, unknown>;

/** @returns the items of a list; none if the answer has no such list */
export function itemsOf(answer: unknown, { member }: ListOf): Item[] {
  const list = (Object(answer) as Record<string, unknown>)[member];
  return Array.isArray(list) ? list : [];
}
