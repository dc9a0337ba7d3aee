import type { Clock } from '../../platform/clock.ts';
import { errorMessage } from '../../platform/errors.ts';
import type { Log } from '../../platform/observability.ts';
import type { Random } from '../queue/backoff.ts';
import { GUARANTEED_REQUESTS } from './account-limits.ts';
import { KEPT_PERMITS, nextLease } from './lease-plan.ts';
import type { RateLease } from './rate-lease.ts';
import { RequestWindow } from './request-window.ts';
import { Signal } from './signal.ts';

/** How often an instance looks whether it needs more or fewer permits, ms. */
const REVIEW_MS = 100;
/** Permits that were needed so long ago are kept, ms. */
const PEAK_MS = 150;
/** The average wait after the table has given some of what was wanted, nothing, or no answer, ms. */
const RETRY_MS = { partly: 100, refused: 200, failed: 2_000 };
/**
 * If all instances together have leased more than this share of the permits, there may soon be none. Seven busy channels
 * need as many.
 */
const CROWDED_SHARE = 0.25;
/**
 * An answer of the table that takes longer than this is not worth waiting for, ms. Without an answer, a batch keeps all its
 * channels for as long as their messages last, also those that other instances could serve at once.
 */
const TABLE_PATIENCE_MS = 500;

/**
 * If an instance can give back all its permits so soon, instead of all but a few, it waits for that, ms. One that got fewer
 * than it wanted keeps a few: it would not get them again.
 */
const GIVE_BACK_MS = 100;

export interface AccountPacerOptions {
  lease: RateLease;
  clock: Clock;
  random: Random;
}

/**
 * Keeps all instances together within the rate of the account, which is 155 requests in a rolling second.
 *
 * The quota is divided into permits. Each running instance has one of its own, and leases more from the table. Two
 * rules hold for each instance:
 *
 * - While a batch runs, never more of its requests count (RequestWindow) than it has permits.
 * - When a batch ends, never more of its requests count than it has leased. The next batch may run on another instance,
 *   which has a permit of its own at once, and knows nothing of the requests made here.
 *
 * So at no time more requests count than there are permits, and no rolling second has more. No clock of another
 * instance is involved, except when permits of a crashed instance are taken (RateLease).
 *
 * If the table does not answer or has no permits left, an instance sends what its own permit allows: a request in about
 * a second.
 */
export class AccountPacer {
  readonly #options: AccountPacerOptions;
  readonly #window = new RequestWindow();
  readonly #changed = new Signal();
  /** Who waits for a permit, first come, first served. */
  readonly #queue: object[] = [];
  #wanted = 0;
  #isRunning = false;
  #reviews: Promise<void> = Promise.resolve();
  #change: { since: number; done: Promise<void> } | undefined;
  #retryAt = Number.NEGATIVE_INFINITY;
  #isRefused = false;
  #isCrowded = false;
  /** The requests of earlier batches that still count, and until when they do. */
  #carried = { count: 0, until: Number.NEGATIVE_INFINITY };
  /** The most permits that were needed in the last second or so. */
  #peak = { wanted: 0, at: Number.NEGATIVE_INFINITY };
  #log: Log | undefined;

  constructor(options: AccountPacerOptions) {
    this.#options = options;
  }

  /**
   * A batch begins.
   *
   * @param wanted how many permits it can make use of
   * @param log is told once if the table does not answer
   */
  startBatch(wanted: number, log: Log): void {
    const now = this.#options.clock.now();
    this.#carried = { count: this.#window.countAt(now), until: this.#window.belowAt(1) };
    this.#isRunning = true;
    this.#log = log;
    this.#wanted = wanted;
    this.#isCrowded = false;
    this.#reviews = this.#reviewUntilEnd();
  }

  /**
   * A batch has no more requests to make. Resolves when another instance may take its place, and this one is not in the
   * middle of anything.
   */
  async endBatch(): Promise<void> {
    const { clock, lease } = this.#options;
    this.want(0);
    for (;;) {
      for (let change = this.#change; change; change = this.#change) await change.done;
      if (this.#endAt <= clock.now()) break;
      await this.#changed.fired(clock, this.#endAt);
    }
    this.#isRunning = false;
    this.#changed.fire();
    await this.#reviews;
    if (lease.usableAt(clock.now()) <= KEPT_PERMITS) return;
    await this.#startChange(this.#window.countAt(clock.now()));
  }

  /** Says how many permits the batch can make use of now. */
  want(permits: number): void {
    if (permits === this.#wanted) return;
    this.#wanted = permits;
    this.#review();
    this.#changed.fire();
  }

  /** How many permits this batch has. */
  get permits(): number {
    return this.#permits - this.#carriedCount;
  }

  /** Whether the table has answered that there are fewer permits than this instance wants. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Whether other instances need so many permits that some instance may soon get none, as this batch knows. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  /** Resolves when it is known whether the table gives the permits that are wanted, or when that takes too long. */
  async settled(): Promise<void> {
    const { clock } = this.#options;
    const change = this.#change;
    if (!change) return;
    await Promise.race([change.done, clock.sleep(change.since + TABLE_PATIENCE_MS - clock.now())]);
  }

  /**
   * Waits until a request may start, and starts it.
   *
   * @param until the latest start, ms since the epoch
   * @returns false if there is no permit until then
   */
  async start(until: number): Promise<boolean> {
    const { clock } = this.#options;
    const turn = {};
    this.#queue.push(turn);
    try {
      for (;;) {
        const isFirst = this.#queue[0] === turn;
        const startAt = isFirst ? this.#window.belowAt(this.#permits) : Number.POSITIVE_INFINITY;
        if (startAt <= clock.now()) break;
        if (clock.now() >= until) return false;
        this.#review();
        // Only the first one needs a time. When it is gone, it is the turn of the next one.
        await this.#changed.fired(clock, isFirst ? Math.min(startAt, until) : startAt);
      }
      this.#window.started();
      return true;
    } finally {
      this.#queue.splice(this.#queue.indexOf(turn), 1);
      this.#changed.fire();
    }
  }

  /** The request that has just started is not made. */
  cancelled(): void {
    this.#window.cancelled();
    this.#changed.fire();
  }

  /** A request has ended. @param at when IVS has counted it at the latest, ms since the epoch */
  ended(at: number): void {
    this.#window.ended(at, this.#options.clock.now());
    this.#changed.fire();
  }

  /** From when on another instance may take the place of this one, ms since the epoch. */
  get #endAt(): number {
    const { clock, lease } = this.#options;
    const now = clock.now();
    const leased = lease.usableAt(now);
    const coveredAt = this.#window.belowAt(Math.min(KEPT_PERMITS, leased) + 1);
    const emptyAt = this.#window.belowAt(1);
    const isSoonEmpty = emptyAt < Math.max(coveredAt, now) + GIVE_BACK_MS;
    const givesBackAll = leased > KEPT_PERMITS && !this.#isRefused && isSoonEmpty;
    return givesBackAll ? emptyAt : coveredAt;
  }

  /** How many requests of this instance may count at present. */
  get #permits(): number {
    const { clock, lease } = this.#options;
    return GUARANTEED_REQUESTS + lease.usableAt(clock.now());
  }

  get #carriedCount(): number {
    return this.#options.clock.now() < this.#carried.until ? this.#carried.count : 0;
  }

  async #reviewUntilEnd(): Promise<void> {
    const { clock } = this.#options;
    while (this.#isRunning) {
      this.#review();
      await this.#changed.fired(clock, this.#nextReviewAt);
    }
  }

  /** What was refused is asked for again, if only to end the batch sooner. */
  get #nextReviewAt(): number {
    const now = this.#options.clock.now();
    if (!this.#needsOnlyItsOwn) return now + REVIEW_MS;
    return this.#retryAt > now ? this.#retryAt : Number.POSITIVE_INFINITY;
  }

  /** Nothing is leased, and the instance's own permit is enough: time alone does not change what it needs. */
  get #needsOnlyItsOwn(): boolean {
    const { clock, lease } = this.#options;
    return (
      lease.usableAt(clock.now()) === 0 && !this.#change && this.#needed <= GUARANTEED_REQUESTS
    );
  }

  /** How many permits the requests need that count or are wanted. */
  get #needed(): number {
    const counting = this.#window.countAt(this.#options.clock.now());
    return Math.max(this.#wanted + this.#carriedCount, counting + this.#queue.length);
  }

  #review(): void {
    const { clock, lease } = this.#options;
    const now = clock.now();
    if (!this.#isRunning || this.#change || now < this.#retryAt) return;
    const leased = lease.usableAt(now);
    const counting = this.#window.countAt(now);
    const needed = this.#needed;
    if (needed >= this.#peak.wanted || now > this.#peak.at + PEAK_MS) {
      this.#peak = { wanted: needed, at: now };
    }
    const permits = nextLease({
      ...{ now, wanted: this.#wanted === 0 ? 0 : needed, recentlyWanted: this.#peak.wanted },
      guaranteed: GUARANTEED_REQUESTS,
      ...{ counting, leased, leasedUntil: lease.usableUntil },
      coveredAt: this.#window.belowAt(leased + 1),
    });
    if (permits !== undefined) void this.#startChange(permits);
  }

  #startChange(permits: number): Promise<void> {
    const since = this.#options.clock.now();
    const done = this.#changeLease(permits, since).then(() => {
      this.#change = undefined;
      this.#changed.fire();
    });
    this.#change = { since, done };
    return done;
  }

  /** Never rejects: without an answer, the instance goes on with the permits that it has. */
  async #changeLease(permits: number, now: number): Promise<void> {
    const { clock, lease } = this.#options;
    const before = lease.usableAt(now);
    try {
      await lease.change(permits, now);
      const after = lease.usableAt(clock.now());
      this.#isRefused = after < permits;
      this.#isCrowded = lease.leasedShare > CROWDED_SHARE;
      if (this.#isRefused) this.#retryAfter(after > before ? RETRY_MS.partly : RETRY_MS.refused);
    } catch (error) {
      this.#isRefused = false;
      this.#isCrowded = false;
      const facts = { wanted: permits, reason: errorMessage(error) };
      this.#log?.warn('the table does not say who may send; this instance sends slowly', facts);
      this.#log = undefined;
      this.#retryAfter(RETRY_MS.failed);
    }
  }

  #retryAfter(averageMs: number): void {
    const { clock, random } = this.#options;
    this.#retryAt = clock.now() + averageMs * (0.5 + random());
  }
}
