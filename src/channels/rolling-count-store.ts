import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { changeCountKey, type Table } from '../platform/table.ts';
import { NO_CHANGES, type RollingCount } from './rolling-count.ts';

/** A count as it was read. Each write increments its version. */
export interface VersionedCount {
  count: RollingCount;
  version: number;
}

/** Stores how many changes of one kind were made in the last time. */
export interface RollingCountStore {
  /** Reads consistently. @returns version 0 if nothing is stored */
  load(): Promise<VersionedCount>;
  /** @returns false if another run has written the count since the version `seen` */
  save(count: RollingCount, seen: number): Promise<boolean>;
}

/** The kinds of changes that are limited. Each has its own count. */
export type CountedKind = 'deletions' | 'rotations';

export function dynamoRollingCountStore(
  { documents, name: TableName }: Table,
  kind: CountedKind,
): RollingCountStore {
  const Key = changeCountKey(kind);
  return {
    async load() {
      const get = new GetCommand({ TableName, Key, ConsistentRead: true });
      const { Item } = await documents.send(get);
      // Only `save` writes this item, so the members are not checked.
      return Item
        ? { count: Item.count as RollingCount, version: Number(Item.version) }
        : { count: NO_CHANGES, version: 0 };
    },
    async save(count, seen) {
      const put = new PutCommand({
        TableName,
        Item: { ...Key, count, version: seen + 1 },
        ConditionExpression: seen === 0 ? 'attribute_not_exists(pk)' : 'version = :seen',
        ...(seen > 0 && { ExpressionAttributeValues: { ':seen': seen } }),
      });
      return conditionalWrite(documents.send(put));
    },
  };
}
