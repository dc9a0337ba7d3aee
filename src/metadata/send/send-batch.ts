import type { SQSBatchResponse } from 'aws-lambda';
import { errorMessage, OutOfTimeError } from '../../platform/errors.ts';
import { MAX_TTL_MS } from '../format/message.ts';
import { groupByChannel, type ReceivedSqsMessage, unfinishedSqsMessages } from './channel-batch.ts';
import { ChannelProgress, type RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import { extendVisibility } from './extend-visibility.ts';
import { MetricCounts } from './metric-counts.ts';
import type { QueueRecord } from './records.ts';
import { returnWaitSeconds } from './return-wait.ts';
import { sendRequest } from './send-request.ts';
import { type SendTools, waitUntil } from './tools.ts';

/** What is kept of the invocation's time: a request that times out, the gap, and giving back the rest. */
const RESERVE_MS = 8_500;
/** A channel that has to wait longer than this does not keep others, that are done, from going on. */
const MAX_IDLE_WAIT_MS = 2_000;

/**
 * Sends one batch of the queue.
 *
 * 1. Each channel's messages are packed, in order, into as few requests as possible; channels take
 *    turns. Requests of this instance start a gap apart on average, whatever the channel, and never
 *    more than five in any second (RequestPacer).
 * 2. What can't be done in time, or not now, goes back to the queue in order.
 * 3. It does not return, nor give back anything, before the gap after its last request has passed:
 *    the next batch of these channels, on whatever instance, starts clean.
 *
 * @param deadline when the invocation will be cut, ms since the epoch
 * @throws OutOfTimeError for a function whose timeout is too short to send anything; the queue's error
 *   for a batch that is not this invocation's any more
 * @returns the SQS messages that are not done: of each channel the first such one and all behind it
 */
export async function sendBatch(
  records: readonly QueueRecord[],
  deadline: number,
  tools: SendTools,
): Promise<SQSBatchResponse> {
  const cutoff = deadline - RESERVE_MS;
  if (tools.clock.now() >= cutoff) {
    const left = deadline - tools.clock.now();
    throw new OutOfTimeError(`nothing can be sent in ${left} ms: it takes over ${RESERVE_MS} ms`);
  }
  await extendVisibility(records, tools);
  const lanes = groupByChannel(records);
  tools.deliveryMemory?.restore(lanes);
  const runs = lanes.map((lane) => new ChannelProgress(lane));
  const tally = new MetricCounts();
  tools.pacer.startBatch();
  await sendUntil(runs, cutoff, tally, tools);
  await waitUntil(tools.clock, tools.pacer.safeForOthersAt);
  const undone = await returnToQueue(runs, tally, tools);
  for (const entry of runs.flatMap(({ batch: lane }) => lane.sqsMessages)) {
    if (!undone.has(entry)) tally.addOutcomes(entry);
    tools.deliveryMemory?.update(entry, undone.has(entry));
  }
  tally.write(tools.metrics);
  const identifiers = [...undone].map(({ record }) => record.messageId);
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}

/**
 * Takes turns between the channels until all are closed or the time is used up. A request is planned
 * for the time when it will start, and what comes first waits: planning costs no time then.
 */
async function sendUntil(
  runs: ChannelProgress[],
  cutoff: number,
  tally: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const { clock, pacer, settings: form } = tools;
  const turns = [...runs];
  for (let run = nextChannel(turns, clock.now()); run; run = nextChannel(turns, clock.now())) {
    const now = clock.now();
    const startAt = Math.max(now, pacer.nextStartAt, run.notBefore);
    if (startAt > cutoff || delaysOthers(run, turns, now)) return;
    const plan = run.plan({ now: startAt, form });
    if (plan.kind === 'bury') await deadLetter(run, [plan.step], plan.reason, tools);
    if (plan.kind !== 'send') continue;
    const attempt = run.unfinished ?? { ...plan.packed, sentCount: 0 };
    // What has no time for its last part would begin anew the next time.
    if (startAt + (attempt.texts.length - attempt.sentCount - 1) * pacer.gapMs > cutoff) return;
    await waitUntil(clock, startAt);
    if (!run.unfinished && hasExpired(attempt, clock.now())) continue;
    await sendRequest(run, attempt, tally, tools);
    // The parts of one message follow each other: few of them are lost if something happens.
    if (!run.unfinished) turns.push(...turns.splice(turns.indexOf(run), 1));
  }
}

const hasExpired = ({ messages }: RequestSequence, now: number): boolean =>
  messages.some(({ source: step }) => step.message.expiresAt <= now);

/** The first in turn of those that may go now; else the one that may go first. */
function nextChannel(turns: readonly ChannelProgress[], now: number): ChannelProgress | undefined {
  const open = turns.filter(({ closed }) => !closed);
  const ready = open.find(({ notBefore }) => notBefore <= now);
  return ready ?? open.sort((a, b) => a.notBefore - b.notBefore)[0];
}

function delaysOthers(
  run: ChannelProgress,
  runs: readonly ChannelProgress[],
  now: number,
): boolean {
  return run.notBefore - now > MAX_IDLE_WAIT_MS && runs.some(({ closed }) => closed);
}

/** Makes what is not done visible again, at once or after a wait. @returns it, in order */
async function returnToQueue(
  runs: ChannelProgress[],
  tally: MetricCounts,
  tools: SendTools,
): Promise<Set<ReceivedSqsMessage>> {
  const undone = new Set<ReceivedSqsMessage>();
  const changes: { record: QueueRecord; seconds: number }[] = [];
  for (const run of runs) {
    const entries = unfinishedSqsMessages(run.batch);
    const seconds = waitSeconds(run, entries, tools.clock.now());
    for (const entry of entries) {
      undone.add(entry);
      changes.push({ record: entry.record, seconds });
    }
    if (run.stopReason === 'offline') tally.add('MetadataHeld', run.pending.length);
  }
  if (changes.length === 0) return undone;
  try {
    await tools.queue.changeVisibility(changes);
  } catch (error) {
    const reason = errorMessage(error);
    tools.log.warn('visibility not changed: what is left comes back later', { reason });
  }
  return undone;
}

/** One wait for the whole channel, as its messages come back only together. */
function waitSeconds(
  run: ChannelProgress,
  entries: readonly ReceivedSqsMessage[],
  now: number,
): number {
  if (!run.stopReason && run.failures === 0) return 0;
  const waits = entries.map(({ record, items: steps }) => {
    const ends = steps.map((step) =>
      step.kind === 'message' ? step.message.expiresAt : now + MAX_TTL_MS,
    );
    return returnWaitSeconds(record.receiveCount, Math.max(...ends) - now);
  });
  return Math.max(0, ...waits);
}
