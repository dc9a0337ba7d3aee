import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { channelPk, expiresAfter, type Key, type Table } from '../../platform/table.ts';
import { type Backlog, type Reservation, reservationFor } from './backlog.ts';

const backlogKey = (channelArn: string): Key => ({ pk: channelPk(channelArn), sk: 'METADATA' });

/** An attempt fails only if another call changes the channel from idle to busy or full in between. */
const ATTEMPTS = 6;
const IDLE_DAYS = 1;

/**
 * The backlog in the table: one item per channel, with the time at which its queue will be empty
 * (`drainAt`). A call costs one read and one write.
 *
 * A reservation whose messages are not queued after all needs no correction, because `drainAt` passes
 * by itself. DynamoDB's TTL deletes the item after the channel was idle for a day.
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
    let costMs = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const drainAt = await this.#readDrainAt(key);
      const reservation = reservationFor(costs, { now, drainAt, maxBacklogMs: this.#maxBacklogMs });
      costMs = reservation.costMs;
      if (reservation.count === 0 || (await this.#write(key, costMs, drainAt, now))) {
        return reservation;
      }
    }
    return { count: 0, costMs: 0, retryAfterMs: Math.max(1, costMs) };
  }

  /** @returns ms since the epoch; 0 for a channel without an item */
  async #readDrainAt(key: Key): Promise<number> {
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
   * @returns false if another call has changed the channel since it was read
   */
  async #write(key: Key, costMs: number, drainAt: number, now: number): Promise<boolean> {
    const expiresAt = expiresAfter(Math.max(drainAt, now) + costMs, IDLE_DAYS);
    const update =
      drainAt > now ? this.#extend(costMs, now, expiresAt) : this.#restart(costMs, now, expiresAt);
    const command = new UpdateCommand({ TableName: this.#table.name, Key: key, ...update });
    return conditionalWrite(this.#table.documents.send(command));
  }

  /**
   * For a busy channel: adds the cost to the present `drainAt`, whatever it is now, if the result is
   * within the limit. So concurrent calls do not make each other fail.
   */
  #extend(costMs: number, now: number, expiresAt: number) {
    return {
      UpdateExpression: 'SET drainAt = drainAt + :cost, expiresAt = :expiresAt',
      ConditionExpression: 'drainAt > :now AND drainAt <= :latest',
      ExpressionAttributeValues: {
        ':cost': costMs,
        ':now': now,
        ':latest': now + this.#maxBacklogMs - costMs,
        ':expiresAt': expiresAt,
      },
    };
  }

  /** For an idle channel: counts from now, if it is still idle. */
  #restart(costMs: number, now: number, expiresAt: number) {
    return {
      UpdateExpression: 'SET drainAt = :drainAt, expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(drainAt) OR drainAt <= :now',
      ExpressionAttributeValues: {
        ':drainAt': now + costMs,
        ':now': now,
        ':expiresAt': expiresAt,
      },
    };
  }
}
