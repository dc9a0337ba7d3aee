import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { channelPk, expiresAfter, type Key, type Table } from '../../platform/table.ts';
import { type Backlog, type Reservation, reservationFor } from './backlog.ts';
import { recentTokens, type TokenSets, tokenSetsAt } from './reservation-tokens.ts';

const backlogKey = (channelArn: string): Key => ({ pk: channelPk(channelArn), sk: 'METADATA' });

/** An attempt fails only if another call changes the channel from idle to busy or full in between. */
const ATTEMPTS = 6;
const drainAtOf = ({ drainAt }: Record<string, unknown>): number =>
  typeof drainAt === 'number' ? drainAt : 0;

/** When the queue of a channel will be empty, ms since the epoch; 0 for a channel without a backlog. */
export async function readDrainAt(table: Table, channelArn: string): Promise<number> {
  const command = new GetCommand({ TableName: table.name, Key: backlogKey(channelArn) });
  return drainAtOf((await table.documents.send(command)).Item ?? {});
}

const IDLE_DAYS = 1;
/** For how many channels one instance remembers `drainAt`. */
const REMEMBERED_CHANNELS = 10_000;

export interface DynamoBacklogOptions {
  maxBacklogMs: number;
  /** Makes the token of a reservation. It should be short: the item holds the tokens of some seconds. */
  newToken(): string;
}

/** One call of `reserve`. */
interface ReservationRequest {
  key: Key;
  costs: readonly number[];
  now: number;
  /** The longest backlog, ms. */
  limitMs: number;
  /** The name of this reservation. It is unique. */
  token: string;
  sets: TokenSets;
}

/** What an attempt is based on. */
interface Level {
  /** ms since the epoch; 0 for a channel without an item */
  drainAt: number;
  /** Read from the table in this call, so that a refusal is certain. */
  isRead: boolean;
}

/**
 * The backlog in the table: one item per channel, with the time at which its queue will be empty
 * (`drainAt`). A call usually costs one write: it assumes that the channel is idle, or as this instance saw it
 * last, and the condition of the write checks that. If it does not hold, it costs a read and a write more.
 *
 * The SDK repeats a write whose answer was lost, although DynamoDB may have made it. Each reservation has a token,
 * which the item holds for some seconds, so that it is made once.
 *
 * A reservation whose messages are not queued after all needs no correction, because `drainAt` passes
 * by itself. DynamoDB's TTL deletes the item after the channel was idle for a day.
 */
export class DynamoBacklog implements Backlog {
  readonly #table: Table;
  readonly #options: DynamoBacklogOptions;
  /** For each channel the greatest `drainAt` that this instance knows. It only grows in the table. */
  readonly #drainAt = new Map<string, number>();

  constructor(table: Table, options: DynamoBacklogOptions) {
    this.#table = table;
    this.#options = options;
  }

  async reserve(
    channelArn: string,
    costs: readonly number[],
    now: number,
    limitMs = this.#options.maxBacklogMs,
  ): Promise<Reservation> {
    const token = this.#options.newToken();
    const key = backlogKey(channelArn);
    const request = { key, costs, now, limitMs, token, sets: tokenSetsAt(now) };
    let level: Level = { drainAt: this.#drainAt.get(channelArn) ?? 0, isRead: false };
    let costMs = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const reservation = reservationOn(level, request);
      costMs = reservation.costMs;
      if (level.isRead && reservation.count === 0) return reservation;
      const isTried = level.isRead || reservation.count === costs.length;
      if (isTried && (await this.#write(request, costMs, level.drainAt))) {
        this.#remember(channelArn, Math.max(level.drainAt, now) + costMs);
        return reservation;
      }
      const item = await this.#read(request.key);
      this.#remember(channelArn, item.drainAt);
      if (item.tokens.has(token)) return reservation;
      level = { drainAt: item.drainAt, isRead: true };
    }
    const backlogMs = Math.max(0, level.drainAt - now);
    return { count: 0, costMs: 0, retryAfterMs: Math.max(1, costMs), backlogMs, limitMs };
  }

  #remember(channelArn: string, drainAt: number): void {
    this.#drainAt.delete(channelArn);
    this.#drainAt.set(channelArn, drainAt);
    const [oldest] = this.#drainAt.keys();
    if (this.#drainAt.size > REMEMBERED_CHANNELS && oldest !== undefined) {
      this.#drainAt.delete(oldest);
    }
  }

  async #read(key: Key): Promise<{ drainAt: number; tokens: ReadonlySet<string> }> {
    const { Item = {} } = await this.#table.documents.send(
      new GetCommand({ TableName: this.#table.name, Key: key, ConsistentRead: true }),
    );
    return { drainAt: drainAtOf(Item), tokens: recentTokens(Item) };
  }

  /**
   *     now                 drainAt              now + max backlog
   *      |---- queued ---------|---- cost ----|---------|
   *
   * @returns false if the channel is not as assumed, or if the reservation is made already
   */
  async #write(request: ReservationRequest, costMs: number, drainAt: number): Promise<boolean> {
    const { key, now, sets } = request;
    const isBusy = drainAt > now;
    const update = isBusy ? extension(request, costMs) : restart(request, costMs);
    const command = new UpdateCommand({
      ...{ TableName: this.#table.name, Key: key },
      UpdateExpression: `${update.expression} REMOVE #stale`,
      ConditionExpression: update.condition,
      ExpressionAttributeNames: { '#recent': sets.current, '#stale': sets.stale },
      ExpressionAttributeValues: {
        ...{ ...update.values, ':now': now, ':tokens': new Set([request.token]) },
        ':expiresAt': expiresAfter(Math.max(drainAt, now) + costMs, IDLE_DAYS),
      },
    });
    return conditionalWrite(this.#table.documents.send(command));
  }
}

/** `expression` and `condition` use `:now`, `:expiresAt`, `:tokens` and `#recent` as well. */
interface Update {
  expression: string;
  condition: string;
  values: Record<string, number | string>;
}

/** For an idle channel: counts from now, if it is still idle. Its earlier reservations have passed. */
const restart = ({ now }: ReservationRequest, costMs: number): Update => ({
  expression: 'SET drainAt = :drainAt, expiresAt = :expiresAt, #recent = :tokens',
  condition: 'attribute_not_exists(drainAt) OR drainAt <= :now',
  values: { ':drainAt': now + costMs },
});

/**
 * For a busy channel: adds the cost to the present `drainAt`, whatever it is now, if the result is
 * within the limit. So concurrent calls do not make each other fail.
 */
function extension({ now, token, limitMs }: ReservationRequest, costMs: number): Update {
  const latest = now + limitMs - costMs;
  return {
    expression: 'SET drainAt = drainAt + :cost, expiresAt = :expiresAt ADD #recent :tokens',
    condition: 'drainAt > :now AND drainAt <= :latest AND NOT contains(#recent, :token)',
    values: { ':cost': costMs, ':latest': latest, ':token': token },
  };
}

const reservationOn = (
  { drainAt }: Level,
  { costs, now, limitMs }: ReservationRequest,
): Reservation => reservationFor(costs, { now, drainAt, maxBacklogMs: limitMs });
