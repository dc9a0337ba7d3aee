import type { Clock } from '../platform/clock.ts';
import type { Table } from '../platform/table.ts';
import { dynamoDetailStore } from '../sessions/details/dynamo-store.ts';
import { dynamoSessionStore } from '../sessions/dynamo-store.ts';
import { dynamoViewerDayStore } from '../sessions/viewers/day/dynamo-store.ts';
import { dynamoViewerStore } from '../sessions/viewers/dynamo-store.ts';

/** The stores of everything that is recorded about sessions. */
export function sessionStores(table: Table, clock: Clock) {
  return {
    store: dynamoSessionStore(table, clock),
    details: dynamoDetailStore(table, clock),
    viewers: dynamoViewerStore(table, clock),
    viewerDays: dynamoViewerDayStore(table, clock),
  };
}
