import type { Clock } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { inParallel } from '../platform/parallel.ts';
import type { LetterKind } from './letter.ts';
import type { LetterQueue } from './queue.ts';
import { readLetter } from './read-letter.ts';
import type { ReceivedLetter } from './received.ts';
import type { DeadLetterStore, LetterCount } from './store.ts';

export interface CollectTools extends Observability {
  queues: readonly LetterQueue[];
  store: DeadLetterStore;
  clock: Clock;
  /** What stands before a function's name in Lambda: `ivs-autopilot-prod-`. */
  functionPrefix: string;
}

/** What a run has done, and what is there now. */
export interface CollectAnswer {
  /** Letters that were moved into the table. */
  collected: number;
  /** Letters that could not be stored. They stay in their queue. */
  failed: number;
  /** Letters in the table that have not ended. */
  open: LetterCount;
}

/** A dead-letter queue did not answer. */
export class QueueError extends Error {
  static override readonly name = 'QueueError';
  override readonly name = 'QueueError';
}

/** So many receivers of a queue at once: ten letters each. */
const RECEIVERS = 3;
const CONCURRENT_WRITES = 10;
/** The most letters that are counted. */
export const MAX_COUNT = 1_000;

/**
 * Moves dead letters from their queues into the table, where they can be listed, counted and searched. A letter that
 * cannot be stored stays in its queue, where SQS keeps it for 14 days.
 *
 * @param until no further messages are received after this time, ms since the epoch
 * @throws QueueError if a queue did not answer; what was received before is stored
 */
export async function collectLetters(until: number, tools: CollectTools): Promise<CollectAnswer> {
  const drained = await Promise.all(tools.queues.map((queue) => drainAll(queue, until, tools)));
  await tools.store.finishInterrupted(MAX_COUNT);
  const open = await tools.store.count(MAX_COUNT);
  for (const { kind, failed } of drained) reportOpen(kind, open[kind] + failed, tools);
  const problem = drained.find((result) => result.problem !== undefined)?.problem;
  if (problem !== undefined) throw new QueueError(problem);
  const [collected, failed] = [sumOf(drained, 'collected'), sumOf(drained, 'failed')];
  return { collected, failed, open };
}

const sumOf = (all: readonly Drained[], member: 'collected' | 'failed'): number =>
  all.reduce((sum, one) => sum + one[member], 0);

/** An idle day has no such metric, because each costs money. */
function reportOpen(kind: LetterKind, count: number, { metrics }: CollectTools): void {
  if (count > 0) metrics.add('DeadLetters', count, { dimensions: { kind } });
}

interface Drained {
  collected: number;
  failed: number;
  /** Why no more messages could be received. */
  problem?: string;
}

async function drainAll(
  queue: LetterQueue,
  until: number,
  tools: CollectTools,
): Promise<Drained & { kind: LetterKind }> {
  const receivers = Array.from({ length: RECEIVERS }, () => drain(queue, until, tools));
  const results = await Promise.all(receivers);
  const problem = results.find((result) => result.problem !== undefined)?.problem;
  return {
    kind: queue.kind,
    ...{ collected: sumOf(results, 'collected'), failed: sumOf(results, 'failed') },
    ...(problem !== undefined && { problem }),
  };
}

async function drain(queue: LetterQueue, until: number, tools: CollectTools): Promise<Drained> {
  const drained: Drained = { collected: 0, failed: 0 };
  while (tools.clock.now() < until) {
    const received = await receive(queue);
    if ('problem' in received) return { ...drained, ...received };
    if (received.length === 0) break;
    const stored = await inParallel(received, CONCURRENT_WRITES, (letter) => keep(letter, tools));
    const kept = received.filter((_, index) => stored[index]);
    drained.collected += kept.length;
    drained.failed += received.length - kept.length;
    // What failed becomes visible again later. Nothing else may take its place in the order meanwhile.
    if (!(await remove(queue, kept, tools)) || kept.length < received.length) break;
  }
  return drained;
}

async function receive(queue: LetterQueue): Promise<ReceivedLetter[] | { problem: string }> {
  try {
    return await queue.receive();
  } catch (error) {
    return { problem: `${queue.kind}: ${errorName(error)}: ${errorMessage(error)}` };
  }
}

/** @returns whether the letter is in the table, so that it can be deleted from its queue */
async function keep(received: ReceivedLetter, tools: CollectTools): Promise<boolean> {
  const { store, functionPrefix, log } = tools;
  const { kind, messageId } = received;
  try {
    const { letter, body } = readLetter(received, functionPrefix);
    const isNew = await store.add(letter, body);
    const { id, channelArn, functionName } = letter;
    if (isNew) log.info('dead letter collected', { id, kind, channelArn, functionName });
    if (isNew) countUncounted(received, letter.messages ?? 1, tools);
    return true;
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.error('dead letter not stored; it stays in its queue', { kind, messageId, reason });
    return false;
  }
}

/** `sendMetadata` has counted the letters that it wrote itself, but not those that SQS moved. */
function countUncounted(
  { kind, attributes }: ReceivedLetter,
  messages: number,
  { metrics }: CollectTools,
): void {
  if (kind === 'metadata' && attributes.Reason === undefined)
    metrics.add('MetadataDeadLettered', messages);
}

async function remove(
  queue: LetterQueue,
  letters: readonly ReceivedLetter[],
  { log }: Pick<CollectTools, 'log'>,
): Promise<boolean> {
  if (letters.length === 0) return true;
  try {
    await queue.delete(letters);
    return true;
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.warn('dead letters not deleted from their queue; the next run tries again', { reason });
    return false;
  }
}
