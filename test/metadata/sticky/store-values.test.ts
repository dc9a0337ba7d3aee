import { describe, expect, test } from 'vitest';
import { noValues, type StickyState } from '../../../src/metadata/sticky/state.ts';
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

const news = (key: string, id: string, members: Partial<NewValue> = {}): NewValue => ({
  ...{ key, id, text: `"${id}"`, setAt: NOW, dated: false },
  ...members,
});

function keepAll(
  values: NewValue[],
  { before = noValues('arn'), budget = BUDGET, now = NOW } = {},
) {
  const { kept, state = before } = storeValues(before, values, budget, now);
  return { kept, state };
}
const textsOf = ({ values }: StickyState) =>
  Object.fromEntries(values.map(({ key, text }) => [key, JSON.parse(text)]));

describe('keeping values', () => {
  test('keeps the last of each key, under ids that rise', () => {
    const { kept, state } = keepAll([news('a', '1'), news('b', '2'), news('a', '3')]);
    expect(textsOf(state)).toEqual({ a: '3', b: '2' });
    const ids = kept.map((one) => (one.kind === 'kept' ? one.shortId : ''));
    expect(ids[0]?.[1]).toBe(ids[2]?.[1]);
    expect(ids[0]?.[1]).not.toBe(ids[1]?.[1]);
    expect(String(ids[2]) > String(ids[0])).toBe(true);
  });

  test('takes a message that is sent again for what it is', () => {
    const first = keepAll([news('a', '1')]);
    const again = storeValues(first.state, [news('a', '1')], BUDGET, NOW + 5_000);
    expect(again).toEqual({ kept: first.kept });
  });

  test('takes an old value that is set again for the newest', () => {
    const { state } = keepAll([news('a', '1'), news('a', '2')]);
    const back = keepAll([news('a', '1')], { before: state });
    expect(textsOf(back.state)).toEqual({ a: '1' });
    expect(back.state.values[0]?.shortId).not.toBe(state.values[0]?.shortId);
  });

  test('leaves a value alone that is newer than an event which comes late', () => {
    const { state } = keepAll([news('a', 'new')]);
    const late = news('a', 'old', { setAt: NOW - 1, dated: true });
    expect(storeValues(state, [late], BUDGET, NOW + 1)).toEqual({ kept: [{ kind: 'superseded' }] });
    const same = news('a', 'same second', { dated: true });
    expect(textsOf(keepAll([same], { before: state }).state)).toEqual({ a: 'same second' });
  });

  test('refuses one key too many, but no newer value of a known one', () => {
    const full = keepAll(Array.from({ length: MAX_KEYS }, (_, n) => news(`k${n}`, `${n}`)));
    expect(full.kept.every(({ kind }) => kind === 'kept')).toBe(true);
    const { kept, state } = keepAll([news('one more', 'x'), news('k0', 'y')], {
      before: full.state,
    });
    expect(kept).toMatchObject([
      { kind: 'refused', expected: expect.stringContaining(`${MAX_KEYS} keys`) },
      { kind: 'kept' },
    ]);
    expect(textsOf(state)).toMatchObject({ k0: 'y' });
    expect(state.values).toHaveLength(MAX_KEYS);
  });

  test('refuses what would make the repeats too many, with both numbers', () => {
    const large = (key: string) => news(key, key, { text: `"${'x'.repeat(600)}"` });
    const { kept } = keepAll(['a', 'b', 'c'].map(large), { budget: { ...BUDGET, requests: 2 } });
    expect(kept.map(({ kind }) => kind)).toEqual(['kept', 'kept', 'refused']);
    expect(kept[2]).toMatchObject({
      expected: expect.stringContaining('2 requests of 1000 bytes'),
      got: '3',
    });
  });

  test('counts a message too large for a request by its parts, and each by itself in plain mode', () => {
    const large = news('a', 'a', { text: `"${'x'.repeat(3_500)}"` });
    expect(keepAll([large], { budget: { ...BUDGET, requests: 3 } }).kept[0]).toMatchObject({
      got: '4',
    });
    const plain = { ...BUDGET, mode: 'plain' as const, requests: 2 };
    const { kept } = keepAll(
      ['a', 'b', 'c'].map((key) => news(key, key)),
      { budget: plain },
    );
    expect(kept.map(({ kind }) => kind)).toEqual(['kept', 'kept', 'refused']);
  });

  test('gives the slots of keys that are gone to others', () => {
    const { state } = keepAll([news('a', '1'), news('b', '2')]);
    const [a] = state.values;
    const dropped = dropValues(state, a ? [a] : []);
    const { state: after } = keepAll([news('c', '3')], { before: dropped });
    expect(after.values.map(({ key, slot }) => [key, slot])).toEqual([
      ['b', 1],
      ['c', 0],
    ]);
  });

  test('never gives two values of a channel the same slot or a smaller id, whatever happens', () => {
    const step = fc.record({
      key: fc.nat(5),
      wait: fc.nat(40),
      drop: fc.boolean(),
      id: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let [state, now] = [noValues('arn'), NOW];
        const greatest = new Map<string, string>();
        for (const { key, wait, drop, id } of steps) {
          now += wait;
          if (drop) state = dropValues(state, state.values.slice(0, 1));
          const before = new Set(state.values.map(({ shortId }) => shortId));
          state = keepAll([news(`k${key}`, `${id}`)], { before: state, now }).state;
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

describe('dropping values', () => {
  test('leaves a newer one of the key', () => {
    const old = keepAll([news('a', '1')]).state;
    const { state } = keepAll([news('a', '2')], { before: old });
    expect(textsOf(dropValues(state, old.values))).toEqual({ a: '2' });
    expect(textsOf(dropValues(state, state.values))).toEqual({});
  });
});
