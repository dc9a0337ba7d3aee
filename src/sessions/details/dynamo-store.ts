import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../platform/batch-get.ts';
import type { Clock } from '../../platform/clock.ts';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { detailsKey, type Table } from '../../platform/table.ts';
import type { DetailStore, SessionDetails } from './store.ts';

/** Details of sessions in the table. Methods throw DynamoDB's errors. */
export function dynamoDetailStore(table: Table, clock: Clock): DetailStore {
  return {
    async put(details, expiresAt) {
      const { channelArn, streamId } = details;
      const Item = { ...detailsKey(channelArn, streamId), ...details, expiresAt };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },
    async putLive(details, expiresAt) {
      const { channelArn, streamId } = details;
      const Item = { ...detailsKey(channelArn, streamId), ...details, expiresAt };
      const ConditionExpression = 'attribute_not_exists(finalizedAt)';
      const command = new PutCommand({ TableName: table.name, Item, ConditionExpression });
      return conditionalWrite(table.documents.send(command));
    },
    async get(ids) {
      const keys = ids.map(({ channelArn, streamId }) => detailsKey(channelArn, streamId));
      return (await batchGet(table, keys, clock)).map(toDetails);
    },
  };
}

/** Only this module writes details, so an item is not checked. */
function toDetails(item: Record<string, unknown>): SessionDetails {
  const { pk, sk, expiresAt, ...details } = item;
  return details as unknown as SessionDetails;
}
