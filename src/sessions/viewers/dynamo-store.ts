import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../platform/batch-get.ts';
import type { Clock } from '../../platform/clock.ts';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { type Table, viewersKey } from '../../platform/table.ts';
import type { ViewerRecord, ViewerStore } from './store.ts';

/** Viewer records in the table. Methods throw DynamoDB's errors. */
export function dynamoViewerStore(table: Table, clock: Clock): ViewerStore {
  return {
    async get(ids) {
      const keys = ids.map(({ channelArn, streamId }) => viewersKey(channelArn, streamId));
      return (await batchGet(table, keys, clock)).map(toRecord);
    },
    async put(after, before, expiresAt) {
      const Item = { ...viewersKey(after.channelArn, after.streamId), ...after, expiresAt };
      const command = new PutCommand({ TableName: table.name, Item, ...unchangedSince(before) });
      return conditionalWrite(table.documents.send(command));
    },
  };
}

/**
 * The condition that the stored record is `before`. `lastAt` increases with every write, so it
 * identifies a state.
 */
function unchangedSince(before: ViewerRecord | undefined) {
  return before
    ? {
        ConditionExpression: 'lastAt = :before',
        ExpressionAttributeValues: { ':before': before.lastAt },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
}

/** Only this module writes viewer records, so an item is not checked. */
function toRecord(item: Record<string, unknown>): ViewerRecord {
  const { pk, sk, expiresAt, ...record } = item;
  return record as unknown as ViewerRecord;
}
