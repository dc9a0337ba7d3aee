import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from './clock.ts';
import { conditionalWrite } from './conditional-write.ts';
import { errorName } from './errors.ts';
import {
  type Acquired,
  type LeaseClaim,
  type LeaseStore,
  type Refused,
  WAITER_VALID_MS,
} from './lease-store.ts';
import { leaseKey, type Table } from './table.ts';

const NOT_HELD = '(attribute_not_exists(#until) OR #until < :now)';
const NO_OTHER_WAITER =
  '(attribute_not_exists(waiter) OR waiter = :holder OR waitingAt < :waiterExpired)';
const NO_URGENT_WAITER = '(attribute_not_exists(urgentAt) OR urgentAt < :waiterExpired)';

/** Leases in the table, one item each. Methods throw DynamoDB's errors. */
export function dynamoLeaseStore(table: Table): LeaseStore {
  const update = (name: string, rest: Partial<UpdateCommand['input']>) => {
    const command = new UpdateCommand({ TableName: table.name, Key: leaseKey(name), ...rest });
    return conditionalWrite(table.documents.send(command));
  };
  return {
    acquire: (claim) => acquire(table, claim),
    async release(name, holder, releasedAt) {
      const remembers = releasedAt !== undefined;
      await update(name, {
        UpdateExpression: `${remembers ? 'SET releasedAt = :releasedAt ' : ''}REMOVE holder, #until`,
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ':holder': holder,
          ...(remembers && { ':releasedAt': isoTime(releasedAt) }),
        },
      });
    },
    addWaiter(name, holder, now) {
      return update(name, {
        UpdateExpression: 'SET waiter = :holder, waitingAt = :now',
        ConditionExpression: NO_OTHER_WAITER,
        ExpressionAttributeValues: {
          ':holder': holder,
          ':now': isoTime(now),
          ':waiterExpired': isoTime(now - WAITER_VALID_MS),
        },
      });
    },
    async addUrgentWaiter(name, now) {
      await update(name, {
        UpdateExpression: 'SET urgentAt = :now',
        ExpressionAttributeValues: { ':now': isoTime(now) },
      });
    },
    async waiting(name, since) {
      const get = new GetCommand({ TableName: table.name, Key: leaseKey(name) });
      const { waitingAt, urgentAt } = (await table.documents.send(get)).Item ?? {};
      const isRecent = (at: unknown) => typeof at === 'string' && at >= isoTime(since);
      return { waiter: isRecent(waitingAt), urgent: isRecent(urgentAt) };
    },
  };
}

/** The values that are returned cost no read capacity, neither those of a write nor those of a refused one. */
async function acquire(table: Table, claim: LeaseClaim): Promise<Acquired | Refused> {
  const { name, holder, now, until, urgent } = claim;
  const [waiter, andFirst] = urgent
    ? ['urgentAt', '']
    : ['waiter, waitingAt', `AND ${NO_OTHER_WAITER} AND ${NO_URGENT_WAITER}`];
  const waiterExpired = isoTime(now - WAITER_VALID_MS);
  const command = new UpdateCommand({
    TableName: table.name,
    Key: leaseKey(name),
    UpdateExpression: `SET holder = :holder, #until = :until REMOVE ${waiter}`,
    ConditionExpression: `holder = :holder OR ${NOT_HELD} ${andFirst}`,
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: {
      ...{ ':holder': holder, ':until': isoTime(until), ':now': isoTime(now) },
      ...(!urgent && { ':waiterExpired': waiterExpired }),
    },
    ReturnValues: 'ALL_OLD',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { releasedAt } = (await table.documents.send(command)).Attributes ?? {};
    const isKnown = typeof releasedAt === 'string';
    return { acquired: true, ...(isKnown && { releasedAt: Date.parse(releasedAt) }) };
  } catch (error) {
    const item = refusedItem(error);
    const otherWaits = item.waiter !== holder && (item.waitingAt ?? '') >= waiterExpired;
    return { acquired: false, ...(otherWaits && { otherWaits }) };
  }
}

/**
 * The item over which the condition of a write did not hold. The document client leaves it as DynamoDB sends it. Empty if
 * the service does not return it.
 *
 * @throws `error`, if it is another one
 */
function refusedItem(error: unknown): {
  waiter?: string | undefined;
  waitingAt?: string | undefined;
} {
  if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
  const { Item } = error as ConditionalCheckFailedException;
  return { waiter: Item?.waiter?.S, waitingAt: Item?.waitingAt?.S };
}
