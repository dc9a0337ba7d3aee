import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from '../../../src/platform/table.ts';
import { NotSupportedError } from './errors.ts';
import { answerer } from './requests/answer.ts';
import { Items } from './storage/items.ts';
import { tableSchema } from './storage/schema.ts';
import type { IndexLag } from './storage/secondary-index.ts';
import { copyMap, copyOut, type Item } from './values.ts';

export type { IndexLag, Item };

export interface MemoryTableOptions {
  /** Default `test`. */
  name?: string;
  /** Makes reads of indexes eventually consistent. Without it, an index shows each write at once. */
  indexLag?: IndexLag;
}

export interface MemoryTable {
  /** For the stores of src/. */
  table: Table;
  /** Does a command, and returns its answer or throws its error: what the table's client does, without a promise. */
  answer(command: object): object;
  /** How many items the table has. */
  count(): number;
  /** Copies of all items, or of those with this hash key, in the order of their keys. */
  items(pk?: string): Item[];
  /** A copy of an item; undefined if there is none. */
  get(key: Key): Item | undefined;
  /** Stores an item as it is, without the checks of a request. */
  put(item: Key & Record<string, unknown>): void;
  delete(key: Key): void;
  /** Stores these items in place of all others: what `items` returned before. */
  load(items: readonly Item[]): void;
  clear(): void;
  /**
   * Deletes the items whose `expiresAt` is before `nowMs`, as DynamoDB's TTL does some time later.
   *
   * @returns copies of the deleted items
   */
  expire(nowMs: number): Item[];
}

/**
 * A DynamoDB table in memory, as serverless.yml defines it, at the level of the document client: the
 * stores of src/ run on it, much faster than on a server. It answers as DynamoDB does, with the errors
 * that the SDK throws. It throws NotSupportedError for what it cannot do.
 *
 * A request is done when it is sent, and only its answer is a promise. So requests are done in the order
 * of the calls.
 *
 *     const { table, items } = memoryTable();
 *     await dynamoCursorStore(table).save('survey', 'position', now);
 *     expect(items()).toMatchObject([{ position: 'position' }]);
 */
export function memoryTable({ name = 'test', indexLag }: MemoryTableOptions = {}): MemoryTable {
  const items = new Items(tableSchema(), indexLag);
  const put = (item: object) => {
    const copy = copyMap(item);
    items.put(copy, items.find(copy));
  };
  const answer = answerer(name, items);
  return {
    table: { name, documents: documentClient(answer) },
    answer,
    count: () => items.count,
    items: (pk) => [...items.inOrder(pk)].map((item) => copyOut(item)),
    get: (key) => copyOut(items.find({ ...key })?.item),
    put,
    delete(key) {
      const entry = items.find({ ...key });
      if (entry) items.delete(entry);
    },
    load(stored) {
      items.clear();
      for (const item of stored) put(item);
    },
    clear: () => items.clear(),
    expire: (nowMs) => items.expire(nowMs / 1_000).map((item) => copyOut(item)),
  };
}

/** It has only `send`. Other members of the client are absent, so that a test that uses them fails. */
function documentClient(answer: (command: object) => object): DynamoDBDocumentClient {
  const send = async (command: object, ...rest: unknown[]) => {
    if (rest.length > 0) throw new NotSupportedError('options or a callback of `send`');
    return answer(command);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}
