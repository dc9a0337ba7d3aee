import type { Clock } from '../../platform/clock.ts';
import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Observability } from '../../platform/observability.ts';
import type { SessionStore } from '../../sessions/store.ts';
import { deduplicationId } from '../format/ids.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { utf8Bytes } from '../format/text.ts';
import type { Backlog } from '../queue/backlog.ts';
import { inParallel } from '../queue/parallel.ts';
import { packQueueMessages, type QueueMessage } from '../queue/queue-messages.ts';
import { type ProducerQueue, sendInOrder } from '../queue/send-in-order.ts';
import type { StickyState, StickyValue } from './state.ts';
import { stickyActionOf, streamPeriodOf } from './sticky-action.ts';
import type { StickyStore } from './store.ts';
import { dropValues } from './store-values.ts';
import type { RepeatTiming } from './timing.ts';

export interface PassTools extends Observability {
  store: StickyStore;
  sessions: Pick<SessionStore, 'list' | 'get'>;
  queue: ProducerQueue;
  /** With the limit of `Timing`: it refuses channels that are loaded. */
  backlog: Backlog;
  clock: Clock;
  settings: RequestFormat & { gapMs: number };
  timing: RepeatTiming;
}

/** What one pass found and did. */
export interface PassCounts {
  /** Channels of which anything is kept. */
  channels: number;
  /** Those of them with a value whose stream is live. */
  live: number;
  /** Values: queued once more; not, as the channel is loaded; forgotten, as their stream has ended. */
  repeated: number;
  skipped: number;
  forgotten: number;
  /** Channels that could not be looked at, or whose repeats could not be queued. */
  failed: number;
}

const CONCURRENT_CHANNELS = 10;
/** How many of a channel's newest streams are looked at: its own, and those that overlap with it. */
const NEWEST = 3;

/**
 * Looks at every channel with sticky values once.
 *
 *     its values, its newest sessions -> forget what is over -> book what is live on the backlog -> queue it
 *
 * All from the table: IVS is not asked. It does not matter much if a stream has just ended unknown to
 * the table: a repeat expires after N seconds.
 *
 * @param slot numbers the passes: the same values are queued once for each, whoever makes the pass
 */
export async function repeatOnce(slot: number, tools: PassTools): Promise<PassCounts> {
  const pass: PassCounts = {
    channels: 0,
    live: 0,
    repeated: 0,
    skipped: 0,
    forgotten: 0,
    failed: 0,
  };
  let next: string | undefined;
  do {
    const page = await tools.store.page(next);
    const channels: QueueMessage[][] = [];
    await inParallel(page.states, CONCURRENT_CHANNELS, async (state) => {
      channels.push(await guarded(state, pass, tools, () => repeat(state, slot, pass, tools)));
    });
    await send(channels, pass, tools);
    next = page.next;
  } while (next !== undefined);
  return pass;
}

/** A channel that fails keeps no other from its turn, and has its own again in the next pass. */
async function guarded(
  { channelArn }: StickyState,
  pass: PassCounts,
  { log }: PassTools,
  work: () => Promise<QueueMessage[]>,
): Promise<QueueMessage[]> {
  try {
    return await work();
  } catch (error) {
    pass.failed += 1;
    const [name, reason] = [errorName(error), errorMessage(error)];
    log.error('sticky metadata can not be repeated', { channelArn, error: name, reason });
    return [];
  }
}

/** @returns what is to be queued of a channel */
async function repeat(
  state: StickyState,
  slot: number,
  pass: PassCounts,
  tools: PassTools,
): Promise<QueueMessage[]> {
  const { channelArn, values } = state;
  const now = tools.clock.now();
  const fates = await actionsOf(state, now, tools);
  pass.channels += 1;
  await forget(state, fates.forget, now, tools);
  pass.forgotten += fates.forget.length;
  if (fates.repeat.length > 0) pass.live += 1;
  const due = values.filter(
    (value) => fates.repeat.includes(value) && value.storedAt + tools.timing.minAgeMs <= now,
  );
  return due.length === 0 ? [] : book(toRepeats(channelArn, due, slot, now, tools), pass, tools);
}

type ValuesByAction = Record<ReturnType<typeof stickyActionOf>, StickyValue[]>;

async function actionsOf(
  { channelArn, values }: StickyState,
  now: number,
  { sessions }: PassTools,
): Promise<ValuesByAction> {
  const fates: ValuesByAction = { repeat: [], wait: [], forget: [] };
  if (values.length === 0) return fates;
  const { sessions: newest } = await sessions.list({ channelArn }, NEWEST);
  const spans = (await sessions.get(newest)).map(streamPeriodOf);
  for (const value of values) fates[stickyActionOf(value, spans, now)].push(value);
  return fates;
}

/** Also takes an item away that is empty since before. */
async function forget(
  { channelArn, values }: StickyState,
  over: readonly StickyValue[],
  now: number,
  { store }: PassTools,
): Promise<void> {
  if (over.length === 0 && values.length > 0) return;
  await store.change(channelArn, now, (state) => {
    const after = dropValues(state, over);
    const same = after.values.length === state.values.length && after.values.length > 0;
    return same ? { result: undefined } : { state: after, result: undefined };
  });
}

/**
 * The messages that repeat values: with their ids, so that a player who has them skips them, and with no
 * key, so that none takes the place of another message in the sender's batch.
 */
function toRepeats(
  channelArn: string,
  values: readonly StickyValue[],
  slot: number,
  now: number,
  { settings, timing }: PassTools,
): QueueMessage[] {
  const messages = values.map(({ shortId, text, until = Number.POSITIVE_INFINITY }, index) => ({
    ...{ index, channelArn, id: shortId, payload: JSON.parse(text), bytes: utf8Bytes(text) },
    expiresAt: Math.min(until, now + timing.stickyMs),
  }));
  return packQueueMessages(channelArn, messages, { ...settings, queuedAt: now }).map((entry) => ({
    ...entry,
    deduplicationId: deduplicationId(channelArn, [`repeat ${slot}`, ...idsOf(entry)]),
  }));
}

const idsOf = ({ messages }: QueueMessage): string[] => messages.map(({ id }) => id);

/** Takes what the channel has room for below its load limit. */
async function book(
  entries: QueueMessage[],
  pass: PassCounts,
  { backlog, clock, settings }: PassTools,
): Promise<QueueMessage[]> {
  const [first] = entries;
  if (!first) return [];
  const costs = entries.map(({ requests }) => Math.ceil(requests * settings.gapMs));
  const { count } = await backlog.reserve(first.channelArn, costs, clock.now());
  pass.skipped += entries.slice(count).flatMap(idsOf).length;
  return entries.slice(0, count);
}

/** What could not be queued comes again with the next pass. */
async function send(
  channels: QueueMessage[][],
  pass: PassCounts,
  { queue, clock, log }: PassTools,
): Promise<void> {
  const unsent = await sendInOrder(channels, queue, clock);
  for (const entry of channels.flat()) {
    const why = unsent.get(entry);
    if (!why) pass.repeated += entry.messages.length;
    else log.error('sticky metadata not queued', { channelArn: entry.channelArn, ...why });
  }
  pass.failed += new Set([...unsent.keys()].map(({ channelArn }) => channelArn)).size;
}
