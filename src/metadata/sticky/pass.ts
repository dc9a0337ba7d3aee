import type { Clock } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Observability } from '../../platform/observability.ts';
import { inParallel } from '../../platform/parallel.ts';
import type { SessionStore } from '../../sessions/store.ts';
import { type Backlog, sendingCosts } from '../queue/backlog.ts';
import type { QueueMessage } from '../queue/queue-messages.ts';
import type { RequestSettings } from '../queue/request-settings.ts';
import { type ProducerQueue, sendInOrder } from '../queue/send-in-order.ts';
import { idsIn, repeatMessages } from './repeat-messages.ts';
import type { StickyState, StickyValue } from './state.ts';
import { type StickyAction, stickyActionOf, streamPeriodOf } from './sticky-action.ts';
import type { StickyStore } from './store.ts';
import { dropValues } from './store-values.ts';
import type { RepeatTiming } from './timing.ts';

export interface PassTools extends Observability {
  store: StickyStore;
  sessions: Pick<SessionStore, 'list' | 'get'>;
  queue: ProducerQueue;
  /** Made with the limit of `RepeatTiming`, so that it refuses channels with much other traffic. */
  backlog: Backlog;
  clock: Clock;
  settings: RequestSettings;
  timing: RepeatTiming;
}

/** What a pass found and did. */
export interface PassCounts {
  /** Channels with an item in the store. */
  channels: number;
  /** Channels that have a value whose stream is live. */
  live: number;
  /** Values that were queued. */
  repeated: number;
  /** Values that were not queued because their channel has too much other traffic. */
  skipped: number;
  /** Values that were deleted because their stream has ended. */
  forgotten: number;
  /** Channels that could not be read, or whose values could not be queued. */
  failed: number;
}

const CONCURRENT_CHANNELS = 10;
/** How many of a channel's newest sessions are read: that of the value, and those that overlap with it. */
const NEWEST_SESSIONS = 3;

export const noCounts = (): PassCounts => ({
  ...{ channels: 0, live: 0, repeated: 0, skipped: 0, forgotten: 0, failed: 0 },
});

/**
 * Makes one pass over all channels with sticky values. For each channel it
 *
 * 1. reads its newest sessions,
 * 2. deletes the values whose stream has ended,
 * 3. reserves room in the backlog for the values whose stream is live, and
 * 4. queues them.
 *
 * It reads only the table and never asks IVS. If a stream has ended and the table does not know that yet,
 * no harm is done: a repeat expires after N seconds.
 *
 * @param passNumber counts the periods since the epoch. Two passes with the same number, even of different
 *   invocations, queue a value only once.
 * @throws the table's error if the values cannot be read
 */
export async function repeatOnce(passNumber: number, tools: PassTools): Promise<PassCounts> {
  const counts = noCounts();
  let next: string | undefined;
  do {
    const page = await tools.store.page(next);
    const channels = await inParallel(page.states, CONCURRENT_CHANNELS, (state) =>
      repeatOrCountFailure(state, passNumber, counts, tools),
    );
    await send(channels, counts, tools);
    next = page.next;
  } while (next !== undefined);
  return counts;
}

/** If one channel fails, the others continue, and the next pass tries it again. */
async function repeatOrCountFailure(
  state: StickyState,
  passNumber: number,
  counts: PassCounts,
  tools: PassTools,
): Promise<QueueMessage[]> {
  try {
    return await repeatChannel(state, passNumber, counts, tools);
  } catch (error) {
    counts.failed += 1;
    const { channelArn } = state;
    const [name, reason] = [errorName(error), errorMessage(error)];
    tools.log.error('sticky metadata cannot be repeated', { channelArn, error: name, reason });
    return [];
  }
}

/** @returns the SQS messages to be queued for this channel */
async function repeatChannel(
  state: StickyState,
  passNumber: number,
  counts: PassCounts,
  tools: PassTools,
): Promise<QueueMessage[]> {
  const { clock, settings, timing } = tools;
  const now = clock.now();
  const actions = await actionsFor(state, now, tools);
  counts.channels += 1;
  await forget(state, actions.forget, now, tools);
  counts.forgotten += actions.forget.length;
  if (actions.repeat.length > 0) counts.live += 1;
  const due = actions.repeat.filter(({ storedAt }) => storedAt + timing.minAgeMs <= now);
  if (due.length === 0) return [];
  const pass = { passNumber, now };
  const messages = repeatMessages(state.channelArn, due, pass, settings, timing);
  return reserve(state.channelArn, messages, counts, tools);
}

type ValuesByAction = Record<StickyAction, StickyValue[]>;

async function actionsFor(
  { channelArn, values }: StickyState,
  now: number,
  { sessions }: PassTools,
): Promise<ValuesByAction> {
  const actions: ValuesByAction = { repeat: [], wait: [], forget: [] };
  if (values.length === 0) return actions;
  const { sessions: newest } = await sessions.list({ channelArn }, NEWEST_SESSIONS);
  const periods = (await sessions.get(newest)).flatMap((one) => streamPeriodOf(one) ?? []);
  for (const value of values) actions[stickyActionOf(value, periods, now)].push(value);
  return actions;
}

/** Deletes values, and the item of a channel that has had no values since an earlier pass. */
async function forget(
  { channelArn, values }: StickyState,
  ended: readonly StickyValue[],
  now: number,
  { store }: PassTools,
): Promise<void> {
  if (ended.length === 0 && values.length > 0) return;
  await store.change(channelArn, now, (before) => {
    const state = dropValues(before, ended);
    const isUnchanged = state.values.length === before.values.length && state.values.length > 0;
    return isUnchanged ? { result: undefined } : { state, result: undefined };
  });
}

/** @returns the messages for which the channel's backlog has room */
async function reserve(
  channelArn: string,
  messages: QueueMessage[],
  counts: PassCounts,
  { backlog, clock, settings }: PassTools,
): Promise<QueueMessage[]> {
  const costs = sendingCosts(messages, settings.gapMs);
  const { count } = await backlog.reserve(channelArn, costs, clock.now());
  counts.skipped += messages.slice(count).flatMap(idsIn).length;
  return messages.slice(0, count);
}

/** A message that cannot be queued is repeated in the next pass. */
async function send(
  channels: readonly QueueMessage[][],
  counts: PassCounts,
  { queue, clock, log }: PassTools,
): Promise<void> {
  const unsent = await sendInOrder(channels, queue, clock);
  for (const message of channels.flat()) {
    const reason = unsent.get(message);
    if (!reason) counts.repeated += message.messages.length;
    else log.error('sticky metadata not queued', { channelArn: message.channelArn, ...reason });
  }
  counts.failed += new Set([...unsent.keys()].map(({ channelArn }) => channelArn)).size;
}
