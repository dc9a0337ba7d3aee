import { expect, test } from 'vitest';
import { dynamoDeadLetterStore } from '../../src/dead-letters/dynamo-store.ts';
import { readLetter } from '../../src/dead-letters/read-letter.ts';
import { OPEN_LETTERS_PK } from '../../src/platform/table.ts';
import { type MemoryTable, memoryTable } from '../support/memory-table/memory-table.ts';

const { letter, body } = readLetter(
  {
    ...{ kind: 'function', messageId: 'm', receiptHandle: 'r', body: '{}', sentAt: 1_000 },
    attributes: {},
  },
  'ivs-autopilot-test-',
);
function deferred() {
  let resolve: () => void = () => expect.fail('not started');
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const end = { how: 'dropped', at: '2026-11-27T12:00:00.000Z', by: 'alice' } as const;

test('a letter that was received twice and has ended stays ended, although the first receiver is slow', async () => {
  const memory = memoryTable();
  const store = dynamoDeadLetterStore(memory.table);
  const { promise: paused, resolve: goOn } = deferred();
  // The first receiver waits before it writes the open letter.
  const slow = dynamoDeadLetterStore({
    name: memory.table.name,
    documents: {
      async send(command: { input: { Item?: { pk: string } } }) {
        if (command.input.Item?.pk === OPEN_LETTERS_PK) await paused;
        return memory.table.documents.send(command as never);
      },
    } as never,
  });
  const first = slow.add(letter, body);
  expect(await store.add(letter, body)).toBe(true);
  expect(await store.end(letter, end)).toBe(true);
  goOn();
  expect(await first).toBe(false);
  expect(memory.items(OPEN_LETTERS_PK)).toEqual([]);
  expect(await store.get(letter.id)).toMatchObject({ ended: end });
});

/** A run that Lambda ends as soon as the open letter is written, after `meanwhile`. */
async function addKilled(memory: MemoryTable, meanwhile: () => Promise<unknown>): Promise<void> {
  const killed = new Error('killed');
  let isDead = false;
  const store = dynamoDeadLetterStore({
    name: memory.table.name,
    documents: {
      async send(command: { input: { Item?: { pk: string } } }) {
        if (isDead) throw killed;
        if (command.input.Item?.pk !== OPEN_LETTERS_PK)
          return memory.table.documents.send(command as never);
        await meanwhile();
        isDead = true;
        return memory.table.documents.send(command as never);
      },
    } as never,
  });
  await expect(store.add(letter, body)).rejects.toBe(killed);
}

test('a letter that has ended while a run added it again, which was interrupted, is removed by the next run', async () => {
  const memory = memoryTable();
  const store = dynamoDeadLetterStore(memory.table);
  // For example, the SDK repeats a write whose answer was lost.
  await addKilled(memory, async () => {
    await store.add(letter, body);
    await store.end(letter, end);
  });
  expect(memory.items(OPEN_LETTERS_PK)).toHaveLength(1);
  await store.finishInterrupted(100);
  expect(memory.items(OPEN_LETTERS_PK)).toEqual([]);
  expect(await store.get(letter.id)).toMatchObject({ ended: end });
});

test('a letter whose run was interrupted stays open, and its next runs leave it alone', async () => {
  const memory = memoryTable();
  const store = dynamoDeadLetterStore(memory.table);
  await addKilled(memory, async () => undefined);
  await store.finishInterrupted(100);
  const [open] = memory.items(OPEN_LETTERS_PK);
  expect(open).toMatchObject({ id: letter.id });
  expect(open).not.toHaveProperty('unconfirmed');
  expect(await store.get(letter.id)).toEqual(letter);
});
