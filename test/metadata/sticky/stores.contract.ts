import { describe, expect, test } from 'vitest';
import { orderAt } from '../../../src/metadata/format/sticky-id.ts';
import { dynamoStickyStore } from '../../../src/metadata/sticky/dynamo-store.ts';
import { dynamoLeaseRelay } from '../../../src/metadata/sticky/relay.ts';
import type { StickyState } from '../../../src/metadata/sticky/state.ts';
import type { StickyStore } from '../../../src/metadata/sticky/store.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Table } from '../../../src/platform/table.ts';
import { channelArn } from '../support/senders.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

let made = 0;
const newChannel = (): string => channelArn(`s${made++}`);

const value = (key: string, text: string) => ({
  ...{ key, id: text, shortId: `~0${text}`, slot: 0, text, setAt: NOW, storedAt: NOW },
});

async function all(store: StickyStore): Promise<StickyState[]> {
  const states: StickyState[] = [];
  let next: string | undefined;
  do {
    const page = await store.page(next);
    states.push(...page.states);
    next = page.next;
  } while (next !== undefined);
  return states;
}

/** The tests of the stores of sticky values. @param table may hold items of other tests */
export function stickyStoresContract(table: () => Table): void {
  describe('sticky values', () => {
    const open = () => dynamoStickyStore(table(), systemClock, Math.random);

    const write = (store: StickyStore, state: StickyState, now = NOW) =>
      store.change(state.channelArn, now, () => ({ state, result: undefined }));

    test('are read as they were written', async () => {
      const [store, arn] = [open(), newChannel()];
      const until = { ...value('score', '{"é":1}'), until: NOW + 1 };
      const state = { channelArn: arn, order: 7, values: [value('poll', 'null'), until] };
      await write(store, state);
      expect(await all(store)).toContainEqual(state);
      expect(await store.change(arn, NOW, (seen) => ({ result: seen }))).toEqual(state);
    });

    test('are empty at first, and nothing is written without a change', async () => {
      const [store, arn] = [open(), newChannel()];
      const seen = await store.change(arn, NOW, (state) => ({ result: state }));
      expect(seen).toEqual({ channelArn: arn, order: 0, values: [] });
      expect((await all(store)).map((state) => state.channelArn)).not.toContain(arn);
    });

    test('are changed one after the other by calls at the same time', async () => {
      const [store, arn] = [open(), newChannel()];
      const changes = Array.from({ length: 8 }, (_, n) =>
        store.change(arn, NOW, (state) => ({
          state: {
            ...state,
            order: state.order + 1,
            values: [...state.values, value(`k${n}`, '1')],
          },
          result: state.order,
        })),
      );
      const orders = await Promise.all(changes);
      expect(orders.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      const [state] = (await all(store)).filter((one) => one.channelArn === arn);
      expect(state?.values).toHaveLength(8);
    });

    test('are deleted with the last value as soon as the present time gives a greater order', async () => {
      const [store, arn] = [open(), newChannel()];
      const order = orderAt(NOW) + 2;
      await write(store, { channelArn: arn, order: order - 1, values: [value('k', '1')] });
      const empty = { channelArn: arn, order, values: [] };
      await write(store, empty);
      expect(await all(store)).toContainEqual(empty);
      await write(store, empty, NOW + 60);
      expect((await all(store)).map((state) => state.channelArn)).not.toContain(arn);
    });
  });

  test('sticky values in the table are read page by page if one Query does not return all', async () => {
    const store = dynamoStickyStore(table(), systemClock, Math.random);
    const text = JSON.stringify('x'.repeat(30_000));
    const arns = Array.from({ length: 18 }, newChannel);
    for (const arn of arns) {
      const state = { channelArn: arn, order: 1, values: [value('k', text)] };
      await store.change(arn, NOW, () => ({ state, result: undefined }));
    }
    expect((await store.page()).next).toBeDefined();
    const found = (await all(store)).map((state) => state.channelArn);
    expect(found).toEqual(expect.arrayContaining(arns));
  });

  describe('a relay', () => {
    test('is held by the last holder that took it over', async () => {
      const relay = dynamoLeaseRelay(table(), 'test');
      await relay.takeOver('a');
      expect(await relay.isHolder('a')).toBe(true);
      await relay.takeOver('b');
      expect([await relay.isHolder('a'), await relay.isHolder('b')]).toEqual([false, true]);
      await relay.takeOver('a');
      expect(await relay.isHolder('b')).toBe(false);
    });
  });
}
