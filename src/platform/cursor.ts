import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from './clock.ts';
import { cursorKey, expiresAfter, type Table } from './table.ts';

/** A position older than this, ms, is not used: page tokens expire. */
export const CURSOR_MAX_AGE_MS = 6 * 3_600_000;

/** Positions at which paged passes stopped, by name, so that the next run can continue there. */
export interface CursorStore {
  /** @returns the saved position; undefined if there is none, or it was saved more than `maxAgeMs` ago */
  load(name: string, now: number, maxAgeMs?: number): Promise<string | undefined>;
  /** @param maxAgeMs for how long `load` may return it, default CURSOR_MAX_AGE_MS */
  save(name: string, position: string, now: number, maxAgeMs?: number): Promise<void>;
  clear(name: string): Promise<void>;
}

export function dynamoCursorStore({ documents, name: TableName }: Table): CursorStore {
  return {
    async load(name, now, maxAgeMs = CURSOR_MAX_AGE_MS) {
      const get = new GetCommand({ TableName, Key: cursorKey(name), ConsistentRead: true });
      const { Item } = await documents.send(get);
      const fresh = Item && Item.savedAt > isoTime(now - maxAgeMs);
      return fresh && typeof Item.position === 'string' ? Item.position : undefined;
    },
    async save(name, position, now, maxAgeMs = CURSOR_MAX_AGE_MS) {
      const savedAt = isoTime(now);
      const expiresAt = expiresAfter(now + maxAgeMs, 1);
      const Item = { ...cursorKey(name), position, savedAt, expiresAt };
      await documents.send(new PutCommand({ TableName, Item }));
    },
    async clear(name) {
      await documents.send(new DeleteCommand({ TableName, Key: cursorKey(name) }));
    },
  };
}
