import { utf8Bytes } from '../format/text.ts';
import { LATE_ARRIVAL_MS } from '../pace/account-limits.ts';
import { backoffMs } from '../queue/backoff.ts';
import type { ChannelProgress, RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import type { MetricCounts } from './metric-counts.ts';
import type { RequestMessage } from './next-action.ts';
import { type PutResult, putResultOf } from './put-result.ts';
import type { SendTools } from './tools.ts';

const THROTTLED_BACKOFF_MS = 1_000;
const UNKNOWN_RESULT_BACKOFF_MS = 250;

/** Makes the next PutMetadata request of a sequence, and applies the result to its channel. */
export async function sendRequest(
  progress: ChannelProgress,
  sequence: RequestSequence,
  counts: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const text = sequence.texts[sequence.sentCount] ?? '';
  const result = await putMetadata(progress, text, tools);
  counts.add('MetadataRequests');
  progress.requests += 1;
  if (result.kind === 'delivered') counts.add('MetadataBytes', utf8Bytes(text));
  await applyResult(progress, sequence, result, counts, tools);
}

/** @param progress its request has got a permit of the account */
async function putMetadata(
  { batch, pacer }: ChannelProgress,
  text: string,
  { ivs, account, clock }: SendTools,
): Promise<PutResult> {
  pacer.started(clock.now());
  const result = await ivs
    .putMetadata(batch.group, text)
    .then((): PutResult => ({ kind: 'delivered' }), putResultOf);
  const isOver = result.kind !== 'unknown' || result.isAnswered;
  const countedAt = clock.now() + (isOver ? 0 : LATE_ARRIVAL_MS);
  pacer.ended(countedAt, clock.now());
  account.ended(countedAt);
  return result;
}

async function applyResult(
  progress: ChannelProgress,
  sequence: RequestSequence,
  result: PutResult,
  counts: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const { log, settings } = tools;
  const messages = sequence.messages.map(({ source }) => source);
  const facts = { channelArn: progress.batch.group, messages: messages.length };
  switch (result.kind) {
    case 'delivered':
      return recordDelivery(progress, sequence, tools);
    case 'throttled':
      counts.add('MetadataThrottled');
      progress.throttled += 1;
      return backOff(progress, THROTTLED_BACKOFF_MS, tools);
    case 'unknown':
      counts.add('MetadataInDoubt');
      log.warn('the result of a metadata request is unknown; it is sent again', {
        ...facts,
        reason: result.reason,
      });
      progress.unfinished = sequence;
      return backOff(progress, UNKNOWN_RESULT_BACKOFF_MS, tools);
    case 'offline':
      if (settings.offline === 'hold') progress.stopReason = 'offline';
      else dropMessages(progress, tools.clock.now());
      return;
    case 'denied':
      counts.add('MetadataDenied');
      log.error('metadata refused; it stays in the queue', { ...facts, reason: result.reason });
      progress.stopReason = 'failed';
      return;
    case 'unknownChannel':
      progress.unfinished = undefined;
      return deadLetter(progress, progress.pending, result.reason, tools);
    case 'invalid':
      progress.unfinished = undefined;
      if (messages.length === 1) return deadLetter(progress, messages, result.reason, tools);
      log.warn('metadata refused; it is sent again in smaller requests', { ...facts, ...result });
      progress.splitToFindInvalid(messages);
  }
}

/** A message in parts is delivered with its last part. Until then other messages wait. */
function recordDelivery(
  progress: ChannelProgress,
  { messages, texts, sentCount }: RequestSequence,
  { metrics, clock }: SendTools,
): void {
  if (sentCount + 1 < texts.length) {
    progress.failures = 0;
    progress.unfinished = { messages, texts, sentCount: sentCount + 1 };
    return;
  }
  const now = clock.now();
  progress.finishSequence(messages, now);
  metrics.add('MetadataAge', oldestAge(messages, now), { unit: 'Milliseconds' });
}

function backOff(progress: ChannelProgress, firstMs: number, { clock, random }: SendTools): void {
  progress.failures += 1;
  progress.notBefore = clock.now() + backoffMs(progress.failures, firstMs, random);
}

/** Unreadable items stay: they are dead-lettered when they are the first. */
function dropMessages(progress: ChannelProgress, now: number): void {
  const messages = progress.pending.filter(({ kind }) => kind === 'message');
  progress.finish(messages, 'dropped', now);
}

/** @returns ms since the oldest of these messages was queued */
function oldestAge(messages: readonly RequestMessage[], now: number): number {
  return Math.max(0, ...messages.map(({ source }) => now - source.sqsMessage.queuedAt));
}
