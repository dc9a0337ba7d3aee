import { packAll } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { nextOrder, SLOTS, stickyId } from '../format/sticky-id.ts';
import { utf8Bytes } from '../format/text.ts';
import type { StickyState, StickyValue } from './state.ts';

/** Keys with a sticky value on one channel at a time; half of the slots. */
export const MAX_KEYS = SLOTS / 2;

/** What all sticky values of a channel together must keep to. */
export interface RepeatBudget extends Pick<RequestFormat, 'mode' | 'maxBytes'> {
  /** PutMetadata requests for one repeat of them all. */
  requests: number;
}

/** A value to be kept. */
export interface NewValue extends Pick<StickyValue, 'key' | 'id' | 'text' | 'setAt' | 'until'> {
  /** Its message came with a time of its own, and may have come late. */
  dated: boolean;
}

/** What became of a new value. */
export type StoreOutcome =
  | { kind: 'kept'; shortId: string }
  /** A later one of its key was set before this one came. */
  | { kind: 'superseded' }
  | { kind: 'refused'; expected: string; got: string };

/**
 * Keeps new values, in their order; the last of a key stays.
 *
 * One with the id of its key's present value is that value, sent again: nothing changes.
 *
 * @param now ms since the epoch
 * @returns what became of each; and the new state, absent if nothing has changed
 */
export function storeValues(
  before: StickyState,
  news: readonly NewValue[],
  budget: RepeatBudget,
  now: number,
): { kept: StoreOutcome[]; state?: StickyState } {
  let state = before;
  const kept = news.map((value): StoreOutcome => {
    const known = state.values.find(({ key }) => key === value.key);
    if (known?.id === value.id) return { kind: 'kept', shortId: known.shortId };
    if (known && value.dated && known.setAt > value.setAt) return { kind: 'superseded' };
    const slot = known?.slot ?? freeSlot(state);
    const order = nextOrder(state.order, now);
    const shortId = stickyId(slot, order);
    const { dated: _, ...rest } = value;
    const others = state.values.filter((other) => other !== known);
    const next = {
      ...state,
      order,
      values: [...others, { ...rest, slot, shortId, storedAt: now }],
    };
    const fault = over(next, budget);
    if (fault) return { kind: 'refused', ...fault };
    state = next;
    return { kind: 'kept', shortId };
  });
  return state === before ? { kept } : { kept, state };
}

/** Forgets values, unless a newer one of the key has taken their place. */
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

function over({ values }: StickyState, budget: RepeatBudget) {
  if (values.length > MAX_KEYS) {
    return { expected: `at most ${MAX_KEYS} keys with a sticky value`, got: 'one more' };
  }
  const requests = requestsFor(values, budget);
  if (requests <= budget.requests) return undefined;
  const what = `${budget.requests} requests of ${budget.maxBytes} bytes`;
  return {
    expected: `all sticky values of the channel to fit ${what}, as they are repeated`,
    got: `${requests}`,
  };
}

/** How many requests repeat these values, without compression. */
function requestsFor(values: readonly StickyValue[], { mode, maxBytes }: RepeatBudget): number {
  const enclosed = values.map(({ shortId, text }) => ({ shortId, text, bytes: utf8Bytes(text) }));
  const packed = packAll(enclosed, { mode, maxBytes, compression: 'off' });
  return packed.reduce((sum, { texts }) => sum + texts.length, 0);
}
