import { packAll } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { nextOrder, SLOTS, stickyId } from '../format/sticky-id.ts';
import { utf8Bytes } from '../format/text.ts';
import type { StickyState, StickyValue } from './state.ts';

/** The most keys with a sticky value on one channel at a time: half of the slots. */
export const MAX_KEYS = SLOTS / 2;

/** The limit for all sticky values of a channel together. */
export interface RepeatBudget extends Pick<RequestFormat, 'mode' | 'maxBytes'> {
  /** The most PutMetadata requests that repeating all values once may need. */
  requests: number;
}

/** A value to be stored. */
export interface NewValue extends Pick<StickyValue, 'key' | 'id' | 'text' | 'setAt' | 'until'> {
  /** It comes from an event, whose time may be older than that of the stored value. */
  fromEvent: boolean;
}

/** What happened to a new value. */
export type StoreOutcome =
  | { kind: 'stored'; shortId: string }
  /** The stored value of its key was set later. */
  | { kind: 'superseded' }
  | { kind: 'rejected'; expected: string; received: string };

/**
 * Stores new values, one after the other. A value replaces the stored value of its key. A value with the
 * same id as the stored value is a repetition of the request and changes nothing.
 *
 * @param now ms since the epoch
 * @returns the outcome of each value, and the new state; without `state` nothing has changed
 */
export function storeValues(
  before: StickyState,
  newValues: readonly NewValue[],
  budget: RepeatBudget,
  now: number,
): { outcomes: StoreOutcome[]; state?: StickyState } {
  let state = before;
  const outcomes = newValues.map((value) => {
    const stored = storeValue(state, value, budget, now);
    state = stored.state;
    return stored.outcome;
  });
  return state === before ? { outcomes } : { outcomes, state };
}

function storeValue(
  state: StickyState,
  value: NewValue,
  budget: RepeatBudget,
  now: number,
): { outcome: StoreOutcome; state: StickyState } {
  const known = state.values.find(({ key }) => key === value.key);
  if (known?.id === value.id) {
    return { outcome: { kind: 'stored', shortId: known.shortId }, state };
  }
  if (known && value.fromEvent && known.setAt > value.setAt) {
    return { outcome: { kind: 'superseded' }, state };
  }
  const slot = known?.slot ?? freeSlot(state);
  const order = nextOrder(state.order, now);
  const shortId = stickyId(slot, order);
  const { fromEvent: _, ...members } = value;
  const others = state.values.filter((other) => other !== known);
  const values = [...others, { ...members, slot, shortId, storedAt: now }];
  const fault = budgetFault(values, budget);
  if (fault) return { outcome: { kind: 'rejected', ...fault }, state };
  return { outcome: { kind: 'stored', shortId }, state: { ...state, order, values } };
}

/** Deletes values, by their short ids. A newer value of the same key, stored in the meantime, stays. */
export function dropValues(before: StickyState, dropped: readonly StickyValue[]): StickyState {
  const ids = new Set(dropped.map(({ shortId }) => shortId));
  const values = before.values.filter(({ shortId }) => !ids.has(shortId));
  return { ...before, order: before.order + 1, values };
}

function freeSlot({ values }: StickyState): number {
  const taken = new Set(values.map(({ slot }) => slot));
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}

function budgetFault(values: readonly StickyValue[], budget: RepeatBudget) {
  if (values.length > MAX_KEYS) {
    const expected = `at most ${MAX_KEYS} keys with a sticky value on a channel`;
    return { expected, received: 'one more' };
  }
  const requests = requestsFor(values, budget);
  if (requests <= budget.requests) return undefined;
  const limit = `${budget.requests} requests of ${budget.maxBytes} bytes`;
  return {
    expected: `all sticky values of the channel to fit into ${limit}, so that they can be repeated`,
    received: `${requests} requests`,
  };
}

/** How many requests repeat these values. Compression is not considered, as for any message. */
function requestsFor(values: readonly StickyValue[], { mode, maxBytes }: RepeatBudget): number {
  const messages = values.map(({ shortId, text }) => ({ shortId, text, bytes: utf8Bytes(text) }));
  const packed = packAll(messages, { mode, maxBytes, compression: 'off' });
  return packed.reduce((sum, { texts }) => sum + texts.length, 0);
}
