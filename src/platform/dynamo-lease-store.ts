import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isoTime } from './clock.ts';
import { conditionalWrite } from './conditional-write.ts';
import { type LeaseStore, WAITER_VALID_MS } from './lease-store.ts';
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
    acquire({ name, holder, now, until, urgent }) {
      const [waiter, andFirst] = urgent
        ? ['urgentAt', '']
        : ['waiter, waitingAt', `AND ${NO_OTHER_WAITER} AND ${NO_URGENT_WAITER}`];
      return update(name, {
        UpdateExpression: `SET holder = :holder, #until = :until REMOVE ${waiter}`,
        ConditionExpression: `holder = :holder OR ${NOT_HELD} ${andFirst}`,
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ...{ ':holder': holder, ':until': isoTime(until), ':now': isoTime(now) },
          ...(!urgent && { ':waiterExpired': isoTime(now - WAITER_VALID_MS) }),
        },
      });
    },
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
    async lastRelease(name) {
      const Key = leaseKey(name);
      const get = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
      const releasedAt: unknown = (await table.documents.send(get)).Item?.releasedAt;
      return typeof releasedAt === 'string' ? Date.parse(releasedAt) : undefined;
    },
    async addWaiter(name, holder, now) {
      await update(name, {
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
