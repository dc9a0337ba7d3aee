import { describe, expect, test } from 'vitest';
import { emptyState, type StickyState } from '../../../src/metadata/sticky/state.ts';
import {
  dropValues,
  MAX_KEYS,
  type NewValue,
  type RepeatBudget,
  storeValues,
} from '../../../src/metadata/sticky/store-values.ts';
import fc from '../../support/fast-check.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const BUDGET: RepeatBudget = { mode: 'envelope', maxBytes: 1_000, requests: 7 };

const newValue = (key: string, id: string, members: Partial<NewValue> = {}): NewValue => ({
  ...{ key, id, text: `"${id}"`, setAt: NOW, fromEvent: false },
  ...members,
});

function storeAll(
  values: NewValue[],
  { before = emptyState('arn'), budget = BUDGET, now = NOW } = {},
) {
  const { outcomes, state = before } = storeValues(before, values, budget, now);
  return { outcomes, state };
}
const textsOf = ({ values }: StickyState) =>
  Object.fromEntries(values.map(({ key, text }) => [key, JSON.parse(text)]));

describe('storeValues', () => {
  test('stores the last value of each key, with increasing ids', () => {
    const { outcomes, state } = storeAll([
      newValue('a', '1'),
      newValue('b', '2'),
      newValue('a', '3'),
    ]);
    expect(textsOf(state)).toEqual({ a: '3', b: '2' });
    const ids = outcomes.map((one) => (one.kind === 'stored' ? one.shortId : ''));
    expect(ids[0]?.[1]).toBe(ids[2]?.[1]);
    expect(ids[0]?.[1]).not.toBe(ids[1]?.[1]);
    expect(String(ids[2]) > String(ids[0])).toBe(true);
  });

  test('changes nothing if a message is sent again', () => {
    const first = storeAll([newValue('a', '1')]);
    const again = storeValues(first.state, [newValue('a', '1')], BUDGET, NOW + 5_000);
    expect(again).toEqual({ outcomes: first.outcomes });
  });

  test('stores an old value that is set again as the newest', () => {
    const { state } = storeAll([newValue('a', '1'), newValue('a', '2')]);
    const back = storeAll([newValue('a', '1')], { before: state });
    expect(textsOf(back.state)).toEqual({ a: '1' });
    expect(back.state.values[0]?.shortId).not.toBe(state.values[0]?.shortId);
  });

  test('does not replace a value that is newer than a late event', () => {
    const { state } = storeAll([newValue('a', 'new')]);
    const late = newValue('a', 'old', { setAt: NOW - 1, fromEvent: true });
    expect(storeValues(state, [late], BUDGET, NOW + 1)).toEqual({
      outcomes: [{ kind: 'superseded' }],
    });
    const same = newValue('a', 'same second', { fromEvent: true });
    expect(textsOf(storeAll([same], { before: state }).state)).toEqual({ a: 'same second' });
  });

  test('rejects a key beyond the limit, but accepts new values of known keys', () => {
    const full = storeAll(Array.from({ length: MAX_KEYS }, (_, n) => newValue(`k${n}`, `${n}`)));
    expect(full.outcomes.every(({ kind }) => kind === 'stored')).toBe(true);
    const { outcomes, state } = storeAll([newValue('one more', 'x'), newValue('k0', 'y')], {
      before: full.state,
    });
    expect(outcomes).toMatchObject([
      { kind: 'rejected', expected: expect.stringContaining(`${MAX_KEYS} keys`) },
      { kind: 'stored' },
    ]);
    expect(textsOf(state)).toMatchObject({ k0: 'y' });
    expect(state.values).toHaveLength(MAX_KEYS);
  });

  test('rejects a value that needs more requests than allowed, with both numbers', () => {
    const large = (key: string) => newValue(key, key, { text: `"${'x'.repeat(600)}"` });
    const { outcomes } = storeAll(['a', 'b', 'c'].map(large), {
      budget: { ...BUDGET, requests: 2 },
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'rejected']);
    expect(outcomes[2]).toMatchObject({
      expected: expect.stringContaining('2 requests of 1000 bytes'),
      received: '3 requests',
    });
  });

  test('counts the parts of a large value, and one request for each value in plain mode', () => {
    const large = newValue('a', 'a', { text: `"${'x'.repeat(3_500)}"` });
    expect(storeAll([large], { budget: { ...BUDGET, requests: 3 } }).outcomes[0]).toMatchObject({
      received: '4 requests',
    });
    const plain = { ...BUDGET, mode: 'plain' as const, requests: 2 };
    const { outcomes } = storeAll(
      ['a', 'b', 'c'].map((key) => newValue(key, key)),
      { budget: plain },
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'rejected']);
  });

  test('reuses the slots of deleted keys', () => {
    const { state } = storeAll([newValue('a', '1'), newValue('b', '2')]);
    const [a] = state.values;
    const dropped = dropValues(state, a ? [a] : []);
    const { state: after } = storeAll([newValue('c', '3')], { before: dropped });
    expect(after.values.map(({ key, slot }) => [key, slot])).toEqual([
      ['b', 1],
      ['c', 0],
    ]);
  });

  test('never gives two values of a channel the same slot, or a value a smaller id than before', () => {
    const step = fc.record({
      key: fc.nat(5),
      wait: fc.nat(40),
      drop: fc.boolean(),
      id: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let [state, now] = [emptyState('arn'), NOW];
        const greatest = new Map<string, string>();
        for (const { key, wait, drop, id } of steps) {
          now += wait;
          if (drop) state = dropValues(state, state.values.slice(0, 1));
          const before = new Set(state.values.map(({ shortId }) => shortId));
          state = storeAll([newValue(`k${key}`, `${id}`)], { before: state, now }).state;
          for (const { shortId } of state.values.filter((value) => !before.has(value.shortId))) {
            const slot = shortId.slice(0, 2);
            expect(shortId > (greatest.get(slot) ?? '')).toBe(true);
            greatest.set(slot, shortId);
          }
          expect(new Set(state.values.map(({ slot }) => slot)).size).toBe(state.values.length);
        }
      }),
    );
  });
});

describe('dropValues', () => {
  test('does not delete a newer value of the key', () => {
    const old = storeAll([newValue('a', '1')]).state;
    const { state } = storeAll([newValue('a', '2')], { before: old });
    expect(textsOf(dropValues(state, old.values))).toEqual({ a: '2' });
    expect(textsOf(dropValues(state, state.values))).toEqual({});
  });
});
