import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../platform/clock.ts';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { expiresAfter, STICKY_PK, stickyKey, type Table } from '../../platform/table.ts';
import { orderAt } from '../format/sticky-id.ts';
import type { Random } from '../queue/backoff.ts';
import { emptyState, type StickyState } from './state.ts';
import { ContentionError, type StickyStore } from './store.ts';

/** An attempt fails only if the write of another call succeeds. */
const ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 50;
/** Only a safeguard: no stream lasts so long, and the repeating function deletes values much earlier. */
const RETENTION_DAYS = 30;

/**
 * Sticky values in the table: one item per channel with all its values. All these items have the same
 * partition key. So no index is needed, and one Query finds all values, or that there are none. An item
 * has at most about 60 KB (see MAX_KEYS and RepeatBudget), and usually less than 1 KB, which is one write
 * unit.
 *
 * A write has the condition that `order` is as it was read. So no two changes start from the same state.
 */
export function dynamoStickyStore(table: Table, clock: Clock, random: Random): StickyStore {
  return {
    async change(channelArn, now, decide) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (attempt > 0) await clock.sleep(random() * LONGEST_PAUSE_MS);
        const before = await read(table, channelArn);
        const { state, result } = decide(before ?? emptyState(channelArn));
        if (!state || (await write(table, state, before, now))) return result;
      }
      throw new ContentionError(
        `sticky values of ${channelArn}: other calls changed them during all ${ATTEMPTS} attempts`,
      );
    },

    async page(next) {
      const { Items = [], LastEvaluatedKey } = await table.documents.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :sticky',
          ExpressionAttributeValues: { ':sticky': STICKY_PK },
          ConsistentRead: true,
          ExclusiveStartKey: next === undefined ? undefined : JSON.parse(next),
        }),
      );
      const states = Items.map(toState);
      return { states, ...(LastEvaluatedKey && { next: JSON.stringify(LastEvaluatedKey) }) };
    },
  };
}

/** @returns undefined if there is no item */
async function read(
  { documents, name }: Table,
  channelArn: string,
): Promise<StickyState | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: name, Key: stickyKey(channelArn), ConsistentRead: true }),
  );
  return Item && toState(Item);
}

/** @returns false if another call has changed the item since it was read */
async function write(
  { documents, name: TableName }: Table,
  { channelArn, order, values }: StickyState,
  before: StickyState | undefined,
  now: number,
): Promise<boolean> {
  const Key = stickyKey(channelArn);
  const unchanged = {
    ConditionExpression: before ? '#order = :before' : 'attribute_not_exists(#order)',
    ...(before && { ExpressionAttributeValues: { ':before': before.order } }),
  };
  if (before && isDeletable({ order, values }, now)) {
    const names = { ExpressionAttributeNames: { '#order': 'order' } };
    const command = new DeleteCommand({ TableName, Key, ...unchanged, ...names });
    return conditionalWrite(documents.send(command));
  }
  const expiresAt = expiresAfter(now, RETENTION_DAYS);
  const command = new UpdateCommand({
    ...{ TableName, Key, ...unchanged },
    UpdateExpression: 'SET #order = :order, #values = :values, expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#order': 'order', '#values': 'values' },
    ExpressionAttributeValues: {
      ...unchanged.ExpressionAttributeValues,
      ...{ ':order': order, ':values': values, ':expiresAt': expiresAt },
    },
  });
  return conditionalWrite(documents.send(command));
}

/**
 * Whether a channel's item can be deleted: it has no values, and `orderAt` the present time is greater
 * than every order so far. So later orders are still greater, even though the last one is forgotten.
 */
export function isDeletable(
  { order, values }: Omit<StickyState, 'channelArn'>,
  now: number,
): boolean {
  return values.length === 0 && order < orderAt(now);
}

/** The attributes need no check: only this module writes these items. */
function toState({ sk, order, values }: Record<string, unknown>): StickyState {
  return { channelArn: String(sk), order, values } as StickyState;
}
