import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Log, Observability } from '../../platform/observability.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';
import { jsonText } from '../format/text.ts';
import type { StickyStore } from './store.ts';
import {
  type NewValue,
  type RepeatBudget,
  type StoreOutcome,
  storeValues,
} from './store-values.ts';

/** What `enqueueMetadata` needs to take sticky messages. */
export interface StickyTools {
  store: StickyStore;
  budget: RepeatBudget;
  /** Has the repeating function begin now, not at its next minute. @throws the SDK's error */
  startRepeating(): Promise<void>;
}

/** When the messages were asked for, ms since the epoch. */
export interface RequestTimes {
  now: number;
  /** Absent for callers who ask now; else the event's time, which names a second. */
  eventAt?: number;
}

export interface StoredMessages {
  /** What is to be queued, in order: sticky messages with the id that tells their order. */
  messages: ValidMessage[];
  /** What needs no queueing, as a later value of its key is there already. */
  superseded: ValidMessage[];
  rejected: Rejection[];
  /** These are the first sticky values of the channel: nobody may be repeating yet. */
  first: boolean;
}

/**
 * Keeps the values of a channel's sticky messages, before the messages are queued: so whatever becomes
 * of this call, the newest value is the one that is repeated.
 *
 * If the table does not answer, the channel's sticky messages and all behind the first of them are
 * rejected, to keep the order.
 *
 * @returns undefined if there is no sticky message among them: nobody was asked
 */
export async function storeStickyMessages(
  channelArn: string,
  messages: readonly ValidMessage[],
  asked: RequestTimes,
  { sticky: tools, log, metrics }: Tools,
): Promise<StoredMessages | undefined> {
  const sticky = messages.filter((message) => message.sticky);
  if (!tools || sticky.length === 0) return undefined;
  const { store, budget } = tools;
  try {
    const values = sticky.map((message) => toValue(message, asked));
    const { kept, first } = await store.change(channelArn, asked.now, (state) => {
      const { kept: results, state: after } = storeValues(state, values, budget, asked.now);
      const result = { kept: results, first: state.values.length === 0 };
      return { result, ...(after && { state: after }) };
    });
    const byMessage = new Map(sticky.map((message, index) => [message, kept[index]]));
    const sorted = sort(messages, byMessage);
    if (sorted.superseded.length > 0) {
      metrics.add('MetadataSuperseded', sorted.superseded.length);
    }
    return { ...sorted, first };
  } catch (error) {
    log.error('sticky metadata can not be kept', { channelArn, reason: errorMessage(error) });
    return rejectSticky(messages, error);
  }
}

interface Tools extends Observability {
  sticky?: StickyTools;
}

function rejectSticky(messages: readonly ValidMessage[], error: unknown): StoredMessages {
  const from = messages.findIndex((message) => message.sticky);
  const message = `queue: not queued, as the table did not answer (${errorName(error)})`;
  const rejected = messages.slice(from).map(({ index }) => ({ index, field: 'queue', message }));
  return { messages: messages.slice(0, from), superseded: [], rejected, first: false };
}

/** Without it the first repeat comes up to a minute late, but it comes: no reason to fail the call. */
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
    log.warn('the repeating function can not be called, it begins at its next minute', { reason });
  }
}

function toValue(message: ValidMessage, { now, eventAt }: RequestTimes): NewValue {
  const { id, key = '', payload, sticky } = message;
  return {
    ...{ key, id, text: jsonText(payload) ?? 'null' },
    setAt: eventAt === undefined ? now : Math.min(now, eventAt + 999),
    dated: eventAt !== undefined,
    ...(sticky?.until !== undefined && { until: sticky.until }),
  };
}

type Sorted = Omit<StoredMessages, 'first'>;

function sort(
  messages: readonly ValidMessage[],
  kept: ReadonlyMap<ValidMessage, StoreOutcome | undefined>,
): Sorted {
  const result: Sorted = { messages: [], superseded: [], rejected: [] };
  for (const message of messages) {
    const what = kept.get(message);
    if (!what) result.messages.push(message);
    else if (what.kind === 'kept') result.messages.push({ ...message, id: what.shortId });
    else if (what.kind === 'superseded') result.superseded.push(message);
    else {
      const { index } = message;
      const text = `sticky: expected ${what.expected}, received ${what.got}`;
      result.rejected.push({ index, field: 'sticky', message: text });
    }
  }
  return result;
}
