import { errorMessage } from '../../platform/errors.ts';
import type { MessageRules } from '../format/check-message.ts';
import type { IdSource } from '../format/ids.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';
import type { QueueMessage } from '../queue/queue-messages.ts';
import { queueRefusal, type Refusal, sqsRefusal } from '../queue/refusal.ts';
import type { UnsentReason } from '../queue/send-in-order.ts';
import { startRepeating } from '../sticky/store-messages.ts';
import { checkMessages } from './check-messages.ts';
import { OUT_OF_TIME, type PreparedChannel, rejectAll } from './prepare-channel.ts';
import { queueChannels } from './queue-channels.ts';
import type { EnqueueTools } from './tools.ts';

/** What the caller asks for. */
export interface EnqueueRequest {
  /** `{messages: [...]}`, unchecked. */
  body: unknown;
  /** `ttlSeconds` counts from this time, ms since the epoch. Default: the present time. */
  askedAt?: number;
  /** The account in which channels must be. Absent where it is not known. */
  account?: string;
  newId: IdSource;
}

/** Says of each message whether it was queued. Both lists are sorted by `index`. */
export interface EnqueueAnswer {
  accepted: {
    /** Position in `messages`. */
    index: number;
    /** The message's own id, or the generated one. */
    id: string;
  }[];
  rejected: Rejection[];
}

/** The answer, and what an HTTP response needs besides. */
export interface EnqueueResult {
  answer: EnqueueAnswer;
  /** The longest time until a full backlog has room again, ms; 0 if no backlog was full. */
  retryAfterMs: number;
}

/** The most rejections in one log line. The answer has all of them. */
const MAX_LOGGED = 20;

/**
 * Queues messages.
 *
 * 1. Checks each message.
 * 2. For each channel: packs its messages into SQS messages, reserves room for them in the channel's
 *    backlog, and stores the values of sticky messages.
 * 3. Sends the SQS messages of each channel in order.
 *
 * It takes some channels at a time, so that a call with very many channels queues those that fit into its time.
 *
 * @throws InputError for a body that is not `{messages: [...]}`
 */
export async function enqueue(
  request: EnqueueRequest,
  tools: EnqueueTools,
): Promise<EnqueueResult> {
  const now = tools.clock.now();
  const { valid, rejected } = checkMessages(request.body, rulesFor(request, now, tools));
  const times = { now, ...eventTime(request, now) };
  const { channels, unsent } = await queueChannels(groupByChannel(valid), times, tools);
  await reserveSent(tools);
  if (channels.some(({ isFirstSticky }) => isFirstSticky)) await startRepeating(tools);
  const answer = answerFor(valid, rejected, channels, unsent);
  report(answer, tools);
  return { answer, retryAfterMs: Math.max(0, ...channels.map((one) => one.retryAfterMs)) };
}

/** Makes the reservations of messages that were sent without them. */
async function reserveSent({ backlog, clock, until, log }: EnqueueTools): Promise<void> {
  const isTimeLeft = () => until === undefined || clock.now() < until;
  const errors = (await backlog.settled?.(isTimeLeft)) ?? [];
  if (errors.length === 0) return;
  const reason = errorMessage(errors[0]);
  log.warn('backlog cannot be reserved; messages were queued without it', {
    channels: errors.length,
    reason,
  });
}

function rulesFor(
  { account, newId, askedAt = Number.POSITIVE_INFINITY }: EnqueueRequest,
  now: number,
  { settings, sticky }: EnqueueTools,
): MessageRules {
  const { region, mode, maxBytes, defaultTtlMs } = settings;
  return {
    ...{ now, askedAt: Math.min(askedAt, now), region, mode, maxBytes, defaultTtlMs, newId },
    ...(account !== undefined && { account }),
    sticky: sticky !== undefined,
  };
}

/** An event's time that lies in the future (clocks differ) is treated as now. */
const eventTime = ({ askedAt }: EnqueueRequest, now: number): { eventAt?: number } =>
  askedAt === undefined ? {} : { eventAt: Math.min(askedAt, now) };

/** @returns the messages of each channel, in the caller's order */
function groupByChannel(messages: readonly ValidMessage[]): ValidMessage[][] {
  const channels = new Map<string, ValidMessage[]>();
  for (const message of messages) {
    const channel = channels.get(message.channelArn);
    if (channel) channel.push(message);
    else channels.set(message.channelArn, [message]);
  }
  return [...channels.values()];
}

function answerFor(
  valid: readonly ValidMessage[],
  rejected: readonly Rejection[],
  channels: readonly PreparedChannel[],
  unsent: ReadonlyMap<QueueMessage, UnsentReason>,
): EnqueueAnswer {
  const queued = channels.flatMap(({ queueMessages }) =>
    queueMessages.filter((message) => !unsent.has(message)).flatMap(({ messages }) => messages),
  );
  const accepted = [...queued, ...channels.flatMap(({ superseded }) => superseded)];
  const notSent = [...unsent].flatMap(([{ messages }, reason]) =>
    rejectAll(messages, refusalOf(reason)),
  );
  // A sticky message is queued with an id of its own. The caller gets the id that it knows.
  const ids = new Map(valid.map(({ index, id }) => [index, id]));
  return {
    accepted: accepted.map(({ index, id }) => ({ index, id: ids.get(index) ?? id })).sort(byIndex),
    rejected: [...rejected, ...channels.flatMap((one) => one.rejected), ...notSent].sort(byIndex),
  };
}

const byIndex = (a: { index: number }, b: { index: number }) => a.index - b.index;

function refusalOf(reason: UnsentReason): Refusal {
  switch (reason.cause) {
    case 'sqs':
      return sqsRefusal(reason.reason);
    case 'order':
      return queueRefusal(
        'not queued, to keep the order: an earlier message of the same channel was not queued',
      );
    case 'time':
      return OUT_OF_TIME;
  }
}

function report({ accepted, rejected }: EnqueueAnswer, { log, metrics }: EnqueueTools): void {
  metrics.add('MetadataQueued', accepted.length);
  if (rejected.length === 0) return;
  metrics.add('MetadataRejected', rejected.length);
  log.warn('metadata rejected', {
    count: rejected.length,
    rejected: rejected.slice(0, MAX_LOGGED),
  });
}
