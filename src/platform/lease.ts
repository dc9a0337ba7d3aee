import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, isoTime } from './clock.ts';
import { conditionalWrite } from './conditional-write.ts';
import { errorMessage } from './errors.ts';
import type { Log } from './observability.ts';
import { leaseKey, type Table } from './table.ts';

/** The lease that everything which spends the account's IVS quotas on a schedule holds while it does. */
export const IVS_LEASE = 'ivs';

/** Added to a lease's end: how far two instances' wall clocks may be apart. */
export const CLOCK_SKEW_MS = 5_000;
/** How often a waiting function asks again. */
export const POLL_MS = 500;
/** The lease's name under which those ask who are not to wait for a whole turn. */
const URGENT = '#urgent';
/** How often a holder looks whether one of those waits. */
const URGENT_LOOK_MS = 1_000;
/** How long a request for a turn is taken as still standing after it was last repeated, ms. */
export const WAITER_VALID_MS = 5_000;

/** Who holds the lease until when (ms since the epoch, wall clock). */
export interface LeaseClaim {
  name: string;
  holder: string;
  now: number;
  until: number;
  /** Goes before all who wait in line; they keep their places. */
  urgent?: boolean;
}

export interface LeaseStore {
  /**
   * Takes the lease, and with it the place of the next in line.
   *
   * @returns false while another holder's claim has not ended, or another one is next in line (unless
   *   it is urgent); a holder may claim again
   */
  acquire(claim: LeaseClaim): Promise<boolean>;
  /** Ends the claim, if `holder` still has it. */
  release(name: string, holder: string): Promise<void>;
  /** Says that `holder` waits. The first to say so, and to repeat it every 5 s at least, is next in line. */
  addWaiter(name: string, holder: string, now: number): Promise<void>;
  /** Whether somebody said so at `since` or later. */
  hasWaiter(name: string, since: number): Promise<boolean>;
}

/** A holder's turn: it may go on after `turnMs` as long as nobody else waits. */
export interface HeldLease {
  /** True once it is time to stop between two items, so that another function gets its turn. */
  shouldRelease(): Promise<boolean>;
}

export interface LeaseOptions {
  store: LeaseStore;
  /** Names this invocation; no two may share it. */
  holder: string;
  clock: Clock;
  log: Log;
  /** When the holder is cut off: a holder that crashed blocks no longer than this (and SKEW_MS). */
  deadline: number;
  /** Runs before the lease is given back, for example to let IVS's rolling second pass. */
  beforeRelease(): Promise<void>;
  /** How long to wait for a turn, ms. The default lets two others have theirs before. */
  waitMs?: number;
  /** How long a turn may last while others wait, ms. */
  holdMs?: number;
  name?: string;
  /** An emergency: holders give way between two items, however short their turn was. */
  urgent?: boolean;
}

export type LeaseResult<T> = { ran: true; result: T } | { ran: false };

/**
 * Runs `work` while no other holder of the same lease runs. Waits a bounded time for its turn.
 *
 * @returns `{ ran: false }` if the turn did not come in time: not an error, the next schedule tries again
 */
export async function withLease<T>(
  options: LeaseOptions,
  work: (turn: HeldLease) => Promise<T>,
): Promise<LeaseResult<T>> {
  const {
    store,
    holder,
    clock,
    beforeRelease: settled,
    holdMs: turnMs = 20_000,
    name = IVS_LEASE,
  } = options;
  if (!(await awaitTurn(options))) {
    options.log.info('another scheduled function has the turn', { lease: name });
    return { ran: false };
  }
  const began = clock.now();
  let lookedAt = began;
  const over = async () => {
    const now = clock.now();
    const since = now - WAITER_VALID_MS;
    if (now - began >= turnMs && (await store.hasWaiter(name, since))) return true;
    if (options.urgent || now - lookedAt < URGENT_LOOK_MS) return false;
    lookedAt = now;
    return store.hasWaiter(name + URGENT, since);
  };
  try {
    // It waits no more: nobody is to give way to it once its turn is over.
    if (options.urgent)
      await store.acquire({ name: name + URGENT, holder, now: began, until: began });
    return { ran: true, result: await work({ shouldRelease: over }) };
  } finally {
    try {
      await settled();
    } finally {
      await release(options, () => store.release(name, holder));
    }
  }
}

async function awaitTurn(options: LeaseOptions): Promise<boolean> {
  const { store, holder, clock, deadline, waitMs = 50_000 } = options;
  const { name = IVS_LEASE, urgent = false } = options;
  const giveUpAt = Math.min(clock.now() + waitMs, deadline - CLOCK_SKEW_MS);
  for (;;) {
    const now = clock.now();
    const mayTake = urgent || !(await store.hasWaiter(name + URGENT, now - WAITER_VALID_MS));
    const claim = { name, holder, now, until: deadline + CLOCK_SKEW_MS, urgent };
    if (mayTake && (await store.acquire(claim))) return true;
    if (now + POLL_MS >= giveUpAt) return false;
    await store.addWaiter(urgent ? name + URGENT : name, holder, now);
    await clock.sleep(POLL_MS);
  }
}

/** A lease that could not be given back ends by itself; what the work came to matters more. */
async function release({ log }: LeaseOptions, giveBack: () => Promise<void>): Promise<void> {
  try {
    await giveBack();
  } catch (error) {
    log.warn('the lease could not be given back; it ends by itself', {
      error: errorMessage(error),
    });
  }
}

const FREE = '(attribute_not_exists(#until) OR #until < :now)';
/** Nobody is next in line, or it is `:holder`, or who was has not said so again for too long. */
const IN_LINE = '(attribute_not_exists(askedBy) OR askedBy = :holder OR askedAt < :stale)';

export function dynamoLeaseStore(table: Table): LeaseStore {
  const update = (name: string, rest: Partial<UpdateCommand['input']>) =>
    table.documents.send(
      new UpdateCommand({ TableName: table.name, Key: leaseKey(name), ...rest }),
    );
  return {
    acquire({ name, holder, now, until, urgent }) {
      const [leaveLine, inLine] = urgent ? ['', ''] : ['REMOVE askedBy, askedAt', `AND ${IN_LINE}`];
      const command = {
        UpdateExpression: `SET holder = :holder, #until = :until ${leaveLine}`,
        ConditionExpression: `holder = :holder OR ${FREE} ${inLine}`,
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ...{ ':holder': holder, ':until': isoTime(until), ':now': isoTime(now) },
          ...(!urgent && { ':stale': isoTime(now - WAITER_VALID_MS) }),
        },
      };
      return conditionalWrite(update(name, command));
    },
    async release(name, holder) {
      await conditionalWrite(
        update(name, {
          UpdateExpression: 'REMOVE holder, #until',
          ConditionExpression: 'holder = :holder',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':holder': holder },
        }),
      );
    },
    async addWaiter(name, holder, now) {
      await conditionalWrite(
        update(name, {
          UpdateExpression: 'SET askedBy = :holder, askedAt = :now',
          ConditionExpression: IN_LINE,
          ExpressionAttributeValues: {
            ':holder': holder,
            ':now': isoTime(now),
            ':stale': isoTime(now - WAITER_VALID_MS),
          },
        }),
      );
    },
    async hasWaiter(name, since) {
      const get = new GetCommand({ TableName: table.name, Key: leaseKey(name) });
      const askedAt: unknown = (await table.documents.send(get)).Item?.askedAt;
      return typeof askedAt === 'string' && askedAt >= isoTime(since);
    },
  };
}
