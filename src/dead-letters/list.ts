import * as z from 'zod/mini';
import type { Clock } from '../platform/clock.ts';
import { pageTokens } from '../platform/page-tokens.ts';
import { inParallel } from '../platform/parallel.ts';
import { fits, type LetterFilter } from './filter.ts';
import type { StoredLetter } from './letter.ts';
import type { DeadLetterStore } from './store.ts';

export interface ListRequest extends LetterFilter {
  /** Letters that have ended, instead of the open ones. */
  ended?: boolean | undefined;
}

export interface LettersAnswer {
  /** Newest first. */
  letters: StoredLetter[];
  /** Request the next page with it; absent on the last page. */
  nextToken?: string;
}

const PAGE_SIZE = 100;
const CONCURRENT_READS = 10;
/** A page that finds few letters reads on for so long, ms. */
const LONGEST_MS = 5_000;
export const POSITION = /^\d{4}-\d\d-\d\dT[\d:.]{12}Z#\d{1,60}#[0-9a-f]{16}$/;
const positionSchema = z.string().check(z.regex(POSITION));

/**
 * Lists letters, newest first.
 *
 * @throws InputError that names `nextToken` if it is not a token of an answer to the same request
 */
export async function listLetters(
  { ended = false, ...filter }: ListRequest,
  nextToken: string | undefined,
  { store, clock }: { store: DeadLetterStore; clock: Clock },
): Promise<LettersAnswer> {
  const tokens = pageTokens({ list: filter, ended }, positionSchema);
  const { since, until } = filter;
  const options = {
    ...{ of: ended ? ('ended' as const) : ('open' as const), order: 'newest' as const },
    ...{ limit: PAGE_SIZE, ...(since && { since }), ...(until && { until }) },
  };
  const letters: StoredLetter[] = [];
  const end = clock.now() + LONGEST_MS;
  let after = tokens.read(nextToken);
  do {
    const page = await store.page({ ...options, ...(after !== undefined && { after }) });
    const isShown = (one: StoredLetter) => ended === (one.ended !== undefined);
    letters.push(...page.letters.filter((letter) => isShown(letter) && fits(letter, filter)));
    after = page.next;
  } while (after !== undefined && letters.length < PAGE_SIZE && clock.now() < end);
  const shown = ended ? await withDelivery(letters, store) : letters;
  return { letters: shown, ...(after !== undefined && { nextToken: tokens.make(after) }) };
}

/** How the messages ended that were queued again. */
function withDelivery(
  letters: readonly StoredLetter[],
  store: Pick<DeadLetterStore, 'delivery'>,
): Promise<StoredLetter[]> {
  return inParallel(letters, CONCURRENT_READS, async (letter) => {
    if (letter.ended?.how !== 'queued') return letter;
    const delivery = await store.delivery(letter.id);
    return delivery ? { ...letter, delivery } : letter;
  });
}
