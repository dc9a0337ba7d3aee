import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../../platform/batch-get.ts';
import type { Clock } from '../../../platform/clock.ts';
import { type Table, viewerDayKey } from '../../../platform/table.ts';
import type { ViewerDay } from './day.ts';
import type { ViewerDayStore } from './store.ts';

/** The viewers of the account in the table. Methods throw DynamoDB's errors. */
export function dynamoViewerDayStore(table: Table, clock: Clock): ViewerDayStore {
  return {
    async get(day) {
      // The role of getSessions allows GetItem for cursors only.
      const [item] = await batchGet(table, [viewerDayKey(day)], clock);
      return item && toDay(item);
    },
    async put(day, expiresAt) {
      const Item = { ...viewerDayKey(day.day), ...day, expiresAt };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },
  };
}

/** Only this module writes days, so an item is not checked. */
function toDay(item: Record<string, unknown>): ViewerDay {
  const { pk, sk, expiresAt, ...day } = item;
  return day as unknown as ViewerDay;
}
