import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { channelPk, expiresAfter, type Key, type Table } from '../../platform/table.ts';
import { type Backlog, type Reservation, reservationFor } from './backlog.ts';

const backlogKey = (channelArn: string): Key => ({ pk: channelPk(channelArn), sk: 'METADATA' });

/** Only a channel that turns from idle to busy, or full, in between makes one more attempt needed. */
const ATTEMPTS = 6;

/**
 * One item per channel, with the time when its queue will have drained. A call costs one read and one
 * write of it. The time moves on by itself, so whatever was booked and then not queued heals itself;
 * DynamoDB's TTL removes the item of a channel that was idle for a day.
 */
export class DynamoBacklog implements Backlog {
  readonly #table: Table;
  readonly #maxBacklogMs: number;

  constructor(table: Table, maxBacklogMs: number) {
    this.#table = table;
    this.#maxBacklogMs = maxBacklogMs;
  }

  async reserve(channelArn: string, costs: readonly number[], now: number): Promise<Reservation> {
    const key = backlogKey(channelArn);
    let admission: Reservation = { count: 0, costMs: 0, retryAfterMs: this.#maxBacklogMs };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const drainAt = await this.#read(key);
      admission = reservationFor(costs, { now, drainAt, maxBacklogMs: this.#maxBacklogMs });
      if (admission.count === 0 || (await this.#book(key, admission.costMs, drainAt, now))) {
        return admission;
      }
    }
    return { ...admission, count: 0, costMs: 0, retryAfterMs: Math.max(1, admission.costMs) };
  }

  async #read(key: Key): Promise<number> {
    const { Item } = await this.#table.documents.send(
      new GetCommand({
        TableName: this.#table.name,
        Key: key,
        ProjectionExpression: 'drainAt',
        ConsistentRead: true,
      }),
    );
    return typeof Item?.drainAt === 'number' ? Item.drainAt : 0;
  }

  /**
   *     now                 drainAt              now + max backlog
   *      |---- queued ---------|---- cost ----|---------|
   *
   * A busy channel's time is moved on by the cost, if it then is within the backlog; that of an idle
   * one starts at now. Each form is conditional on what it assumes, so that no two calls together book
   * more than there is, and concurrent calls on a busy channel don't get in each other's way.
   *
   * @returns false if the channel is not any more as it was read
   */
  async #book(key: Key, costMs: number, drainAt: number, now: number): Promise<boolean> {
    const busy = drainAt > now;
    const expiresAt = expiresAfter(Math.max(drainAt, now) + costMs, 1);
    const update = busy
      ? {
          UpdateExpression: 'SET drainAt = drainAt + :cost, expiresAt = :expiresAt',
          ConditionExpression: 'drainAt > :now AND drainAt <= :latest',
          ExpressionAttributeValues: {
            ':cost': costMs,
            ':now': now,
            ':latest': now + this.#maxBacklogMs - costMs,
            ':expiresAt': expiresAt,
          },
        }
      : {
          UpdateExpression: 'SET drainAt = :drainAt, expiresAt = :expiresAt',
          ConditionExpression: 'attribute_not_exists(drainAt) OR drainAt <= :now',
          ExpressionAttributeValues: {
            ':drainAt': now + costMs,
            ':now': now,
            ':expiresAt': expiresAt,
          },
        };
    const command = new UpdateCommand({ TableName: this.#table.name, Key: key, ...update });
    return conditionalWrite(this.#table.documents.send(command));
  }
}
