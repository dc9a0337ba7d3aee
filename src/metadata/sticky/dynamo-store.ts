import { DeleteCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../platform/clock.ts';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { expiresAfter, STICKY_PK, stickyKey, type Table } from '../../platform/table.ts';
import { orderAt } from '../format/sticky-id.ts';
import type { Random } from '../queue/backoff.ts';
import { noValues, type StickyState } from './state.ts';
import { ContentionError, type StickyStore } from './store.ts';

/** Every attempt means that somebody else's got through. */
const ATTEMPTS = 12;
const LONGEST_PAUSE_MS = 50;
/** A backstop: the repeating function forgets values long before. No stream lasts so long. */
const KEPT_DAYS = 30;

/**
 * One item per channel with all its values, and all these items under one partition key: so there is no
 * index to keep, and one Query finds what is to be repeated, or that there is nothing. The item is at most
 * some 60 KB (MAX_KEYS and the budget in keep.ts), usually under 1 KB, which is one write unit.
 *
 * A write is conditional on the order that was read, so no two are made from the same state.
 */
export function dynamoStickyStore(table: Table, clock: Clock, random: Random): StickyStore {
  const { documents, name: TableName } = table;
  return {
    async change(channelArn, now, decide) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (attempt > 0) await clock.sleep(random() * LONGEST_PAUSE_MS);
        const Key = stickyKey(channelArn);
        const { Item } = await documents.send(
          new GetCommand({ TableName, Key, ConsistentRead: true }),
        );
        const before = Item && toState(Item);
        const { state, result } = decide(before ?? noValues(channelArn));
        if (!state || (await write(table, state, before, now))) return result;
      }
      throw new ContentionError(`sticky values of ${channelArn}: ${ATTEMPTS} others were faster`);
    },

    async page(next) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName,
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

/** @returns false if it is not any more as it was read */
async function write(
  { documents, name: TableName }: Table,
  { channelArn, order, values }: StickyState,
  before: StickyState | undefined,
  now: number,
): Promise<boolean> {
  const Key = stickyKey(channelArn);
  const same = {
    ConditionExpression: before ? '#order = :seen' : 'attribute_not_exists(#order)',
    ...(before && { ExpressionAttributeValues: { ':seen': before.order } }),
  };
  if (before && isSpent({ order, values }, now)) {
    const names = { ExpressionAttributeNames: { '#order': 'order' } };
    const command = new DeleteCommand({ TableName, Key, ...same, ...names });
    return conditionalWrite(documents.send(command));
  }
  const expiresAt = expiresAfter(now, KEPT_DAYS);
  const command = new UpdateCommand({
    ...{ TableName, Key, ...same },
    UpdateExpression: 'SET #order = :order, #values = :values, expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#order': 'order', '#values': 'values' },
    ExpressionAttributeValues: {
      ...same.ExpressionAttributeValues,
      ...{ ':order': order, ':values': values, ':expiresAt': expiresAt },
    },
  });
  return conditionalWrite(documents.send(command));
}

/** Nothing is kept, and the time alone will make greater orders than those that were given. */
export function isSpent({ order, values }: Omit<StickyState, 'channelArn'>, now: number): boolean {
  return values.length === 0 && order < orderAt(now);
}

/** Only this module writes these items. */
function toState({ sk, order, values }: Record<string, unknown>): StickyState {
  return { channelArn: String(sk), order, values } as StickyState;
}
