import { endOfSecond } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Log, Observability } from '../../platform/observability.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';
import { jsonText } from '../format/text.ts';
import { tableRefusal } from '../queue/refusal.ts';
import type { StickyStore } from './store.ts';
import {
  type NewValue,
  type RepeatBudget,
  type StoreOutcome,
  storeValues,
} from './store-values.ts';

/** What `enqueueMetadata` needs to accept sticky messages. */
export interface StickyTools {
  store: StickyStore;
  budget: RepeatBudget;
  /** Starts the repeating function now instead of at its next minute. @throws the SDK's error */
  startRepeating(): Promise<void>;
}

/** Times of the caller's request, ms since the epoch. */
export interface RequestTimes {
  now: number;
  /** The `time` of the event that made the request. Absent for other callers. */
  eventAt?: number;
}

export interface StoredMessages {
  /** To be queued, in order. Sticky messages have the short id of their value. */
  messages: ValidMessage[];
  /** Not to be queued: a later value of their key was stored before. */
  superseded: ValidMessage[];
  rejected: Rejection[];
  /** The channel had no sticky value before, so the repeating function may not be at work. */
  isFirst: boolean;
}

interface Tools extends Observability {
  sticky?: StickyTools;
}

/**
 * Stores the values of a channel's sticky messages. It is called before the messages are queued, so that
 * the newest value is repeated even if the rest of the call fails.
 *
 * If the table does not answer, the first sticky message and all messages behind it are rejected, to keep
 * the order.
 *
 * @returns undefined if there is no sticky message; then the table was not used
 */
export async function storeStickyMessages(
  channelArn: string,
  messages: readonly ValidMessage[],
  times: RequestTimes,
  { sticky: tools, log, metrics }: Tools,
): Promise<StoredMessages | undefined> {
  const sticky = messages.filter((message) => message.sticky);
  if (!tools || sticky.length === 0) return undefined;
  try {
    const values = sticky.map((message) => toValue(message, times));
    const { outcomes, isFirst } = await storeAll(channelArn, values, times.now, tools);
    const byMessage = new Map(sticky.map((message, index) => [message, outcomes[index]]));
    const sorted = sortByOutcome(messages, byMessage);
    if (sorted.superseded.length > 0) {
      metrics.add('MetadataSuperseded', sorted.superseded.length);
    }
    return { ...sorted, isFirst };
  } catch (error) {
    log.error('sticky metadata cannot be stored', { channelArn, reason: errorMessage(error) });
    return rejectFromFirstSticky(messages, error);
  }
}

const storeAll = (
  channelArn: string,
  values: readonly NewValue[],
  now: number,
  { store, budget }: StickyTools,
): Promise<{ outcomes: StoreOutcome[]; isFirst: boolean }> =>
  store.change(channelArn, now, (before) => {
    const { outcomes, state } = storeValues(before, values, budget, now);
    const result = { outcomes, isFirst: before.values.length === 0 };
    return { result, ...(state && { state }) };
  });

function rejectFromFirstSticky(messages: readonly ValidMessage[], error: unknown): StoredMessages {
  const from = messages.findIndex((message) => message.sticky);
  const refusal = tableRefusal(errorName(error));
  const rejected = messages.slice(from).map(({ index }) => ({ index, ...refusal }));
  return { messages: messages.slice(0, from), superseded: [], rejected, isFirst: false };
}

/**
 * Starts the repeating function. If that fails, the call does not fail: the function starts by itself
 * every minute, so the first repeat comes at most a minute later.
 */
export async function startRepeating({
  sticky,
  log,
}: {
  sticky?: StickyTools;
  log: Log;
}): Promise<void> {
  try {
    await sticky?.startRepeating();
  } catch (error) {
    const reason = errorMessage(error);
    log.warn('the repeating function cannot be invoked; it starts at its next minute', { reason });
  }
}

function toValue(message: ValidMessage, { now, eventAt }: RequestTimes): NewValue {
  const { id, key = '', payload, sticky } = message;
  return {
    ...{ key, id, text: jsonText(payload) ?? 'null' },
    setAt: eventAt === undefined ? now : Math.min(now, endOfSecond(eventAt)),
    fromEvent: eventAt !== undefined,
    ...(sticky?.until !== undefined && { until: sticky.until }),
  };
}

function sortByOutcome(
  messages: readonly ValidMessage[],
  outcomes: ReadonlyMap<ValidMessage, StoreOutcome | undefined>,
): Omit<StoredMessages, 'isFirst'> {
  const sorted: Omit<StoredMessages, 'isFirst'> = { messages: [], superseded: [], rejected: [] };
  for (const message of messages) {
    const outcome = outcomes.get(message);
    if (!outcome) sorted.messages.push(message);
    else if (outcome.kind === 'stored') sorted.messages.push({ ...message, id: outcome.shortId });
    else if (outcome.kind === 'superseded') sorted.superseded.push(message);
    else sorted.rejected.push(toRejection(message, outcome));
  }
  return sorted;
}

function toRejection(
  { index }: ValidMessage,
  { expected, received }: StoreOutcome & { kind: 'rejected' },
): Rejection {
  const message = `sticky: expected ${expected}, received ${received}`;
  return { index, field: 'sticky', message };
}
