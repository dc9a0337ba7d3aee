import * as z from 'zod/mini';
import { isoTime } from '../../platform/clock.ts';
import { reportInvalidRequests } from '../../platform/invalid-requests.ts';
import { isoTimeSchema, pageTokens } from '../../platform/page-tokens.ts';
import { inParallel } from '../../platform/parallel.ts';
import { fits, type LetterFilter } from '../filter.ts';
import type { StoredLetter } from '../letter.ts';
import { POSITION } from '../list.ts';
import { auditLetters } from './audit.ts';
import { type HandleOptions, handleLetters } from './handle-letters.ts';
import { type RetryRequest, readRetryRequest } from './request.ts';
import type { LetterResult } from './result.ts';
import type { RetryTools } from './tools.ts';

export interface RetryAnswer {
  /** What became of each letter, oldest first. */
  results: LetterResult[];
  dryRun?: true;
  /** Send the same request with it, to go on behind these letters. Absent if these were the last ones. */
  nextToken?: string;
  /** Why the call did not go on, although there are more letters. */
  stopped?: string;
}

/** Letters that one call reads, and so handles, at most. */
const PAGE_SIZE = 100;
const CONCURRENT_READS = 10;
/** A page with few letters reads on for so long, ms. */
const LONGEST_MS = 5_000;
/** So many channels can wait while others go on. More of them have a common cause. */
const MAX_STOPPED = 20;

const tokenSchema = z.object({
  after: z.string().check(z.regex(POSITION)),
  until: isoTimeSchema,
  /** The channels whose further letters wait, because an earlier one could not be queued. */
  stopped: z.array(z.string()).check(z.maxLength(MAX_STOPPED)),
});
type Progress = Omit<z.infer<typeof tokenSchema>, 'after'> & { after?: string };

/**
 * Retries or drops dead letters: those with the given ids, or a page of those that fit a filter.
 *
 * @param raw see `readRetryRequest`
 * @throws InputError that names the wrong member; it is logged and counted here
 */
export async function retryDeadLetters(raw: unknown, tools: RetryTools): Promise<RetryAnswer> {
  return reportInvalidRequests(tools, async () => {
    const request = readRetryRequest(raw);
    const { selection } = request;
    const answer =
      'ids' in selection
        ? await handleIds(selection.ids, request, tools)
        : await handlePage(selection, request, tools);
    if (!request.dryRun) await auditLetters(answer.results, request, tools);
    return { ...answer, ...(request.dryRun && { dryRun: true as const }) };
  });
}

async function handleIds(
  ids: readonly string[],
  options: HandleOptions,
  tools: RetryTools,
): Promise<RetryAnswer> {
  const found = await inParallel(ids, CONCURRENT_READS, (id) => tools.store.get(id));
  const letters = found.filter((letter) => letter !== undefined).sort(byPosition);
  const unknown = ids.filter((_, index) => !found[index]);
  const results = await handleLetters(letters, options, tools);
  return {
    results: [
      ...inOrder(results, letters),
      ...unknown.map((id): LetterResult => ({ id, outcome: 'unknown' })),
    ],
  };
}

const byPosition = (a: StoredLetter, b: StoredLetter): number => (a.position < b.position ? -1 : 1);

/** @param letters in their order */
function inOrder(results: LetterResult[], letters: readonly StoredLetter[]): LetterResult[] {
  const places = new Map(letters.map(({ id }, place) => [id, place]));
  return results.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

async function handlePage(
  { filter, nextToken }: { filter: LetterFilter; nextToken?: string | undefined },
  { deed, dryRun }: RetryRequest,
  tools: RetryTools,
): Promise<RetryAnswer> {
  const tokens = pageTokens({ deed: deed.kind, filter, dryRun }, tokenSchema);
  const progress: Progress = tokens.read(nextToken) ?? {
    ...{ until: endOf(filter, tools), stopped: [] },
  };
  const { letters, next } = await readLetters(filter, progress, tools);
  const results = await handleLetters(letters, { deed, dryRun }, tools);
  const own = inOrder(
    results.filter(({ outcome }) => outcome !== 'ended'),
    letters,
  );
  const stoppedNow = deed.kind === 'retry' ? stoppedIn(own) : [];
  const stopped = [...new Set([...progress.stopped, ...stoppedNow])];
  if (next === undefined) return { results: own };
  if (stopped.length > MAX_STOPPED)
    return { results: own, stopped: 'the letters of too many channels could not be queued' };
  return { results: own, nextToken: tokens.make({ ...progress, after: next, stopped }) };
}

/** A letter that dies again meanwhile is a new one. It is not retried by the same command, which would never end. */
function endOf({ until }: LetterFilter, { clock }: RetryTools): string {
  const now = isoTime(clock.now());
  return until !== undefined && until < now ? until : now;
}

const stoppedIn = (results: readonly LetterResult[]): string[] =>
  results.flatMap(({ outcome, kind, channelArn }) =>
    kind === 'metadata' && channelArn && (outcome === 'failed' || outcome === 'waits')
      ? [channelArn]
      : [],
  );

async function readLetters(
  filter: LetterFilter,
  { after, until, stopped }: Progress,
  { store, clock }: RetryTools,
): Promise<{ letters: StoredLetter[]; next?: string }> {
  const { since } = filter;
  if (since !== undefined && since > until) return { letters: [] };
  const options = {
    of: 'open',
    order: 'oldest',
    ...(since !== undefined && { since }),
    until,
  } as const;
  const letters: StoredLetter[] = [];
  const end = clock.now() + LONGEST_MS;
  let next = after;
  do {
    const limit = PAGE_SIZE - letters.length;
    const page = await store.page({
      ...options,
      limit,
      ...(next !== undefined && { after: next }),
    });
    letters.push(...page.letters.filter((one) => fits(one, filter) && !mayOvertake(one, stopped)));
    next = page.next;
  } while (next !== undefined && letters.length < PAGE_SIZE && clock.now() < end);
  return { letters, ...(next !== undefined && { next }) };
}

const mayOvertake = ({ kind, channelArn }: StoredLetter, stopped: readonly string[]): boolean =>
  kind === 'metadata' && channelArn !== undefined && stopped.includes(channelArn);
