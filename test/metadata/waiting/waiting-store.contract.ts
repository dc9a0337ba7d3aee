import { expect, test } from 'vitest';
import { dynamoWaitingStore } from '../../../src/metadata/waiting/dynamo-waiting-store.ts';
import type { Table } from '../../../src/platform/table.ts';

let made = 0;
const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const until = NOW + 60_000;

function newNote() {
  const channelArn = `arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf${made++}`;
  return { channelArn, note: { channelArn, receiptHandles: ['a', 'b'], until } };
}

/** What holds for what waits for streams, in memory and on dynalite. */
export function waitingStoreContract(openTable: () => Table): void {
  test('what was noted last is taken once', async () => {
    const store = dynamoWaitingStore(openTable());
    const { note, channelArn } = newNote();
    expect(await store.take(channelArn, NOW)).toBeUndefined();
    const other = newNote().channelArn;
    await store.note([note, { ...note, channelArn: other }]);
    await store.note([{ ...note, receiptHandles: ['c'] }]);
    const takes = Array.from({ length: 5 }, () => store.take(channelArn, NOW));
    const taken = (await Promise.all(takes)).filter((one) => one !== undefined);
    expect(taken).toEqual([{ ...note, receiptHandles: ['c'] }]);
    expect(await store.take(other, NOW)).toEqual({ ...note, channelArn: other });
  });

  test('what may be with another instance is not taken, for clocks that differ by 2 seconds each', async () => {
    const store = dynamoWaitingStore(openTable());
    const { note, channelArn } = newNote();
    await store.note([note]);
    expect(await store.take(channelArn, until)).toBeUndefined();
    expect(await store.take(channelArn, until - 5_000)).toBeUndefined();
    expect(await store.take(channelArn, until - 5_001)).toEqual(note);
  });

  test('what was noted again between reading and deleting is not taken', async () => {
    const table = openTable();
    const store = dynamoWaitingStore(table);
    const { note, channelArn } = newNote();
    await store.note([note]);
    const slow = dynamoWaitingStore({
      ...table,
      documents: {
        send: async (command: never) => {
          const answer = await table.documents.send(command);
          if ((command as object).constructor.name === 'GetCommand')
            await store.note([{ ...note, receiptHandles: ['newer'], until: until + 1 }]);
          return answer;
        },
      } as typeof table.documents,
    });
    expect(await slow.take(channelArn, NOW)).toBeUndefined();
    expect(await store.take(channelArn, NOW)).toMatchObject({ receiptHandles: ['newer'] });
  });
}
