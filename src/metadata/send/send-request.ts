import { utf8Bytes } from '../format/text.ts';
import { backoffMs } from '../queue/backoff.ts';
import type { ChannelProgress, RequestSequence } from './channel-progress.ts';
import { deadLetter } from './dead-letter.ts';
import type { MetricCounts } from './metric-counts.ts';
import type { RequestMessage } from './next-action.ts';
import { type PutResult, putResultOf } from './put-result.ts';
import type { SendTools } from './tools.ts';

const THROTTLED_BACKOFF_MS = 1_000;
const IN_DOUBT_BACKOFF_MS = 250;

/** Makes the next PutMetadata request of an attempt now, and draws the conclusions for its channel. */
export async function sendRequest(
  run: ChannelProgress,
  attempt: RequestSequence,
  tally: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const text = attempt.texts[attempt.sentCount] ?? '';
  const result = await putMetadata(run.batch.group, text, tools);
  tally.add('MetadataRequests');
  if (result.kind === 'delivered') tally.add('MetadataBytes', utf8Bytes(text));
  await applyResult(run, attempt, result, tally, tools);
}

async function putMetadata(
  group: string,
  text: string,
  { ivs, pacer, clock }: SendTools,
): Promise<PutResult> {
  pacer.started(clock.now());
  try {
    await ivs.putMetadata(group, text);
    return { kind: 'delivered' };
  } catch (error) {
    return putResultOf(error);
  } finally {
    pacer.ended(clock.now());
  }
}

async function applyResult(
  run: ChannelProgress,
  attempt: RequestSequence,
  result: PutResult,
  tally: MetricCounts,
  tools: SendTools,
): Promise<void> {
  const { log, settings } = tools;
  const steps = attempt.messages.map(({ source: step }) => step);
  const facts = { channelArn: run.batch.group, messages: steps.length };
  switch (result.kind) {
    case 'delivered':
      return recordDelivery(run, attempt, tools);
    case 'throttled':
      tally.add('MetadataThrottled');
      return backOff(run, THROTTLED_BACKOFF_MS, tools);
    case 'inDoubt':
      tally.add('MetadataInDoubt');
      log.warn('metadata in doubt, it is sent again', { ...facts, reason: result.reason });
      run.unfinished = attempt;
      return backOff(run, IN_DOUBT_BACKOFF_MS, tools);
    case 'offline':
      if (settings.offline === 'hold') run.stopReason = 'offline';
      else dropMessages(run);
      return;
    case 'denied':
      tally.add('MetadataDenied');
      log.error('metadata refused, it stays in the queue', { ...facts, reason: result.reason });
      run.stopReason = 'trouble';
      return;
    case 'unknownChannel':
      run.unfinished = undefined;
      return deadLetter(run, run.pending, result.reason, tools);
    case 'invalid':
      run.unfinished = undefined;
      if (steps.length === 1) return deadLetter(run, steps, result.reason, tools);
      log.warn('metadata refused, it is sent in smaller parts', { ...facts, ...result });
      run.splitToFindInvalid(steps);
  }
}

/** With its last part, a message is delivered. Until then the others wait. */
function recordDelivery(
  run: ChannelProgress,
  attempt: RequestSequence,
  { metrics, clock }: SendTools,
): void {
  const { messages, texts } = attempt;
  const sent = attempt.sentCount + 1;
  if (sent < texts.length) {
    run.failures = 0;
    run.unfinished = { messages, texts, sentCount: sent };
    return;
  }
  run.finishSequence(messages);
  metrics.add('MetadataAge', oldestAge(messages, clock.now()), { unit: 'Milliseconds' });
}

function backOff(run: ChannelProgress, firstMs: number, { clock, random }: SendTools): void {
  run.failures += 1;
  run.notBefore = clock.now() + backoffMs(run.failures, firstMs, random);
}

/** What can't be read is no message: it is dead-lettered in its turn. */
function dropMessages(run: ChannelProgress): void {
  run.finish(
    run.pending.filter(({ kind }) => kind === 'message'),
    'dropped',
  );
}

function oldestAge(items: readonly RequestMessage[], now: number): number {
  return Math.max(0, ...items.map(({ source: step }) => now - step.sqsMessage.queuedAt));
}
