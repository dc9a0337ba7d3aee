import { errorMessage } from '../platform/errors.ts';
import { reportInvalidRequests } from '../platform/invalid-requests.ts';
import { inParallel } from '../platform/parallel.ts';
import { type CollectAnswer, type CollectTools, collectLetters, MAX_COUNT } from './collect.ts';
import { readGetRequest } from './get-request.ts';
import type { DeliveryCounts } from './letter.ts';
import { type LettersAnswer, listLetters } from './list.ts';
import { type ShownLetter, showLetter } from './show.ts';
import type { DeadLetterStore, LetterCount } from './store.ts';

export interface GetTools extends CollectTools {
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

/** For each letter whose messages have ended, or some of them: how. */
export interface DeliveriesAnswer {
  deliveries: Record<string, DeliveryCounts>;
}

export type GetAnswer =
  | CollectAnswer
  | LettersAnswer
  | { letter: ShownLetter }
  | DeliveriesAnswer
  | LetterCount;

const CONCURRENT_READS = 10;
/** Collecting stops so long before the end of the invocation, ms. */
const STOP_BEFORE_END_MS = 15_000;
/** A list waits so long for letters that are still in the queues, ms. */
const COLLECT_FOR_LIST_MS = 5_000;

/**
 * Collects dead letters, lists them, or shows one.
 *
 * @param raw see `readGetRequest`
 * @throws InputError that names the wrong member; it is logged and counted here
 */
export async function getDeadLetters(raw: unknown, tools: GetTools): Promise<GetAnswer> {
  return reportInvalidRequests(tools, async () => {
    const request = readGetRequest(raw);
    const { store, clock, deadline } = tools;
    switch (request.kind) {
      case 'collect':
        return collectLetters(deadline - STOP_BEFORE_END_MS, tools);
      case 'list':
        if (request.nextToken === undefined && !request.list.ended) await collectFirst(tools);
        return listLetters(request.list, request.nextToken, { store, clock });
      case 'show':
        return { letter: await showLetter(request.id, store) };
      case 'deliveries':
        return { deliveries: await deliveriesOf(request.ids, store) };
      case 'count':
        return store.count(MAX_COUNT);
    }
  });
}

/** A list shows what is in the table even if a queue does not answer. */
async function collectFirst(tools: GetTools): Promise<void> {
  try {
    await collectLetters(tools.clock.now() + COLLECT_FOR_LIST_MS, tools);
  } catch (error) {
    tools.log.warn('the list may lack the newest letters', { reason: errorMessage(error) });
  }
}

async function deliveriesOf(
  ids: readonly string[],
  store: Pick<DeadLetterStore, 'delivery'>,
): Promise<DeliveriesAnswer['deliveries']> {
  const all = await inParallel(ids, CONCURRENT_READS, async (id) => {
    const delivery = await store.delivery(id);
    return delivery ? [[id, delivery] as const] : [];
  });
  return Object.fromEntries(all.flat());
}
