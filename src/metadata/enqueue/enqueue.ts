import type { Clock } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Observability } from '../../platform/observability.ts';
import type { IdSource } from '../format/ids.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';
import type { Backlog } from '../queue/backlog.ts';
import { inParallel } from '../queue/parallel.ts';
import { packQueueMessages, type QueueMessage } from '../queue/queue-messages.ts';
import { type ProducerQueue, sendInOrder, type UnsentReason } from '../queue/send-in-order.ts';
import { type StickyTools, startRepeating, storeStickyMessages } from '../sticky/store-messages.ts';
import { checkMessages } from './check-messages.ts';
import type { EnqueueSettings } from './settings.ts';

/** For each message by its place in `messages`: queued, with its id; or why not. Both by rising index. */
export interface EnqueueAnswer {
  accepted: { index: number; id: string }[];
  rejected: Rejection[];
}

export interface EnqueueTools extends Observability {
  queue: ProducerQueue;
  backlog: Backlog;
  clock: Clock;
  settings: EnqueueSettings;
  /**
   * When to begin nothing more, ms since the epoch: what is left then is answered as not queued, while
   * there is still time to answer.
   */
  until?: number;
  /** Without it, sticky messages are rejected. */
  sticky?: StickyTools;
}

/** What is known of the caller's request. */
export interface EnqueueRequest {
  /** `{messages: [...]}`, unchecked. */
  body: unknown;
  /** What `ttlSeconds` counts from, ms; the time of the call unless the request has an earlier one. */
  askedAt?: number;
  account?: string;
  newId: IdSource;
}

const CONCURRENT_CHANNELS = 10;
/** Rejections in one log line; all are counted, and in the answer. */
const MAX_LOGGED = 20;

/** The result with what a caller who speaks HTTP is told beside it. */
export interface EnqueueResult {
  answer: EnqueueAnswer;
  /** The longest time until a channel's backlog will have room for what it refused; 0 if none did. */
  retryAfterMs: number;
}

/**
 * Queues messages: checks each, packs those of a channel into SQS messages, books them on the
 * channel's backlog, keeps the values of sticky ones, and sends them in order.
 *
 * @throws InputError for a request that is not `{messages: [...]}` as a whole
 */
export async function enqueue(
  request: EnqueueRequest,
  tools: EnqueueTools,
): Promise<EnqueueResult> {
  const now = tools.clock.now();
  const { account, newId, body } = request;
  const askedAt = Math.min(request.askedAt ?? now, now);
  const { region, mode, compression, maxBytes, defaultTtlMs } = tools.settings;
  const known = account !== undefined && { account };
  const sticky = tools.sticky !== undefined;
  const terms = { askedAt, now, region, mode, maxBytes, defaultTtlMs, newId, sticky, ...known };
  const { valid, rejected } = checkMessages(body, terms);
  const form = { mode, compression, maxBytes, queuedAt: now };
  const channels = [...groupByChannel(valid)].map(([channelArn, messages]) => ({
    channelArn,
    entries: packQueueMessages(channelArn, messages, form),
  }));
  const asked = { now, ...(request.askedAt !== undefined && { eventAt: askedAt }) };
  const admitted: QueueMessage[][] = [];
  const accepted: ValidMessage[] = [];
  let firstSticky = false;
  let retryAfterMs = 0;
  await inParallel(channels, CONCURRENT_CHANNELS, async ({ channelArn, entries }) => {
    const result = await book(channelArn, entries, now, tools);
    for (const entry of entries.slice(result.count))
      rejected.push(...refuse(entry, result.refusal));
    retryAfterMs = Math.max(retryAfterMs, result.retryAfterMs);
    const booked = entries.slice(0, result.count);
    const kept = await storeStickyMessages(channelArn, booked.flatMap(messagesOf), asked, tools);
    admitted.push(kept ? packQueueMessages(channelArn, kept.messages, form) : booked);
    accepted.push(...(kept?.superseded ?? []));
    rejected.push(...(kept?.rejected ?? []));
    firstSticky ||= kept?.first === true;
  });
  const unsent = await sendInOrder(admitted, tools.queue, tools.clock, tools.until);
  for (const [entry, why] of unsent) rejected.push(...refuse(entry, queueRefusal(why)));
  if (firstSticky) await startRepeating(tools);
  const sent = admitted.flat().filter((entry) => !unsent.has(entry));
  accepted.push(...sent.flatMap(messagesOf));
  const answer = {
    accepted: accepted.map(asGiven(valid)).sort(byIndex),
    rejected: rejected.sort(byIndex),
  };
  report(answer, tools);
  return { answer, retryAfterMs };
}

const messagesOf = ({ messages }: QueueMessage): ValidMessage[] => messages;

/** A sticky message is queued under another id than the caller's. */
function asGiven(messages: readonly ValidMessage[]) {
  const ids = new Map(messages.map(({ index, id }) => [index, id]));
  return ({ index, id }: ValidMessage) => ({ index, id: ids.get(index) ?? id });
}

const byIndex = (a: { index: number }, b: { index: number }) => a.index - b.index;

function groupByChannel(messages: readonly ValidMessage[]): Map<string, ValidMessage[]> {
  const channels = new Map<string, ValidMessage[]>();
  for (const message of messages) {
    const channel = channels.get(message.channelArn);
    if (channel) channel.push(message);
    else channels.set(message.channelArn, [message]);
  }
  return channels;
}

interface Booked {
  count: number;
  retryAfterMs: number;
  refusal: Refusal;
}

interface Refusal {
  field: 'backlog' | 'queue';
  message: string;
}

/** A table that does not answer refuses this channel's messages only, and says so. */
async function book(
  channelArn: string,
  entries: readonly QueueMessage[],
  now: number,
  { backlog, settings, log, clock, until = Number.POSITIVE_INFINITY }: EnqueueTools,
): Promise<Booked> {
  if (clock.now() >= until) return { count: 0, retryAfterMs: 0, refusal: queueRefusal(LATE) };
  const costs = entries.map(({ requests }) => Math.ceil(requests * settings.gapMs));
  try {
    const { count, retryAfterMs } = await backlog.reserve(channelArn, costs, now);
    const seconds = Math.ceil(retryAfterMs / 1_000);
    const limit = `${settings.maxBacklogMs / 1_000} s of sending at the full rate`;
    const message = `backlog: expected at most ${limit}, received more; try again in ${seconds} s`;
    return { count, retryAfterMs, refusal: { field: 'backlog', message } };
  } catch (error) {
    log.error('backlog can not be booked', { channelArn, reason: errorMessage(error) });
    const message = `queue: not queued, as the table did not answer (${errorName(error)})`;
    return { count: 0, retryAfterMs: 0, refusal: { field: 'queue', message } };
  }
}

const LATE = { late: true } as const;

function queueRefusal(why: UnsentReason): Refusal {
  return { field: 'queue', message: `queue: ${whyUnsent(why)}` };
}

function whyUnsent(why: UnsentReason): string {
  if ('late' in why) return 'not queued, as the time of this call was over; send it again';
  if ('behind' in why) {
    return 'not queued, to keep the order: an earlier message of the same channel was not';
  }
  return `SQS did not confirm it (${why.reason}); if sent again with the same id, it is delivered once`;
}

const refuse = (entry: QueueMessage, { field, message }: Refusal): Rejection[] =>
  entry.messages.map(({ index }) => ({ index, field, message }));

function report({ accepted, rejected }: EnqueueAnswer, { log, metrics }: EnqueueTools): void {
  metrics.add('MetadataQueued', accepted.length);
  if (rejected.length === 0) return;
  metrics.add('MetadataRejected', rejected.length);
  log.warn('metadata rejected', {
    count: rejected.length,
    rejected: rejected.slice(0, MAX_LOGGED),
  });
}
