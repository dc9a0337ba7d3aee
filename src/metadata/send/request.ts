import { utf8Bytes } from '../format/text.ts';
import { backoffMs } from '../queue/backoff.ts';
import { bury } from './bury.ts';
import type { Item } from './plan.ts';
import { type Result, resultOf } from './result.ts';
import type { Attempt, Run } from './run.ts';
import type { Tally } from './tally.ts';
import type { SendTools } from './tools.ts';

const THROTTLED_BACKOFF_MS = 1_000;
const IN_DOUBT_BACKOFF_MS = 250;

/** Makes the next PutMetadata request of an attempt now, and draws the conclusions for its channel. */
export async function request(
  run: Run,
  attempt: Attempt,
  tally: Tally,
  tools: SendTools,
): Promise<void> {
  const text = attempt.texts[attempt.sent] ?? '';
  const result = await put(run.lane.group, text, tools);
  tally.add('MetadataRequests');
  if (result.kind === 'delivered') tally.add('MetadataBytes', utf8Bytes(text));
  await conclude(run, attempt, result, tally, tools);
}

async function put(group: string, text: string, { ivs, pacer, clock }: SendTools): Promise<Result> {
  pacer.started(clock.now());
  try {
    await ivs.putMetadata(group, text);
    return { kind: 'delivered' };
  } catch (error) {
    return resultOf(error);
  } finally {
    pacer.ended(clock.now());
  }
}

async function conclude(
  run: Run,
  attempt: Attempt,
  result: Result,
  tally: Tally,
  tools: SendTools,
): Promise<void> {
  const { log, settings } = tools;
  const steps = attempt.messages.map(({ step }) => step);
  const facts = { channelArn: run.lane.group, messages: steps.length };
  switch (result.kind) {
    case 'delivered':
      return advance(run, attempt, tools);
    case 'throttled':
      tally.add('MetadataThrottled');
      return backOff(run, THROTTLED_BACKOFF_MS, tools);
    case 'inDoubt':
      tally.add('MetadataInDoubt');
      log.warn('metadata in doubt, it is sent again', { ...facts, reason: result.reason });
      run.underWay = attempt;
      return backOff(run, IN_DOUBT_BACKOFF_MS, tools);
    case 'offline':
      if (settings.offline === 'hold') run.parked = 'offline';
      else drop(run);
      return;
    case 'denied':
      tally.add('MetadataDenied');
      log.error('metadata refused, it stays in the queue', { ...facts, reason: result.reason });
      run.parked = 'trouble';
      return;
    case 'unknownChannel':
      run.underWay = undefined;
      return bury(run, run.open, result.reason, tools);
    case 'invalid':
      run.underWay = undefined;
      if (steps.length === 1) return bury(run, steps, result.reason, tools);
      log.warn('metadata refused, it is sent in smaller parts', { ...facts, ...result });
      run.suspect(steps);
  }
}

/** With its last part, a message is delivered. Until then the others wait. */
function advance(run: Run, attempt: Attempt, { metrics, clock }: SendTools): void {
  const { messages, texts } = attempt;
  const sent = attempt.sent + 1;
  if (sent < texts.length) {
    run.failures = 0;
    run.underWay = { messages, texts, sent };
    return;
  }
  run.delivered(messages);
  metrics.add('MetadataAge', oldestAge(messages, clock.now()), { unit: 'Milliseconds' });
}

function backOff(run: Run, firstMs: number, { clock, random }: SendTools): void {
  run.failures += 1;
  run.notBefore = clock.now() + backoffMs(run.failures, firstMs, random);
}

/** What can't be read is no message: it is dead-lettered in its turn. */
function drop(run: Run): void {
  run.settle(
    run.open.filter(({ kind }) => kind === 'message'),
    'dropped',
  );
}

function oldestAge(items: readonly Item[], now: number): number {
  return Math.max(0, ...items.map(({ step }) => now - step.entry.queuedAt));
}
