import type { ChannelRecord, KnownKey } from '../../channels/record.ts';
import type { ChannelStore } from '../../channels/store.ts';
import type { InvocationIvs } from '../../ivs/client.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import { withLease } from '../../platform/lease.ts';
import type { LeaseStore } from '../../platform/lease-store.ts';
import type { Observability } from '../../platform/observability.ts';
import { inParallel } from '../../platform/parallel.ts';
import { KeyCheckRounds, type Round } from './key-check-rounds.ts';

export interface KeyCheckContext extends Observability {
  ivs: Pick<InvocationIvs, 'streamKeyExists' | 'waitForQuotaWindow'>;
  channels: Pick<ChannelStore, 'get' | 'listDue' | 'markDue'>;
  cursors: CursorStore;
  leases: LeaseStore;
  clock: Clock;
  /** Identifies this invocation as the holder of the lease. */
  holder: string;
  /** When Lambda stops the invocation, ms since the epoch. */
  deadline: number;
}

export interface KeyCheckReport {
  /** False: the next run continues where this one stopped. */
  finished: boolean;
  /** Stream keys about which IVS was asked. */
  checked: number;
  /** Keys that do not exist any more. Their channels are marked for rotation. */
  missing: number;
  failed: number;
}

/** The check has its own lease and a quota that no other function uses, so other work does not delay it. */
const KEY_CHECK_LEASE = 'key-check';
/** If an earlier run still checks, this one leaves the check to it. */
const WAIT_MS = 0;
/** How many channels are checked before the position is saved. */
const PAGE_SIZE = 25;
/** Requests at the same time: enough to keep the pace while IVS takes a second for each. */
const CONCURRENT_REQUESTS = 10;

/** A record with a key that the check looks for. */
type RecordWithKey = ChannelRecord & { key: KnownKey };

/**
 * Finds channels whose stream key somebody has deleted by hand: no event reports that. In each round it asks
 * IVS about the recorded key of every channel that is marked for rotation. These are all channels whose key the
 * autopilot replaces. A channel without its key is marked as due now, and the rotation decides by the tags and
 * the mode whether it creates a key.
 *
 * @returns undefined if no round is due, nothing is to be checked, or another run checks
 * @throws what the stores throw; a failure of IVS for one channel is logged and counted
 */
export async function checkKeys(context: KeyCheckContext): Promise<KeyCheckReport | undefined> {
  const { leases: store, ivs, holder, clock, log, deadline } = context;
  const rounds = new KeyCheckRounds(context);
  if (!(await rounds.current())) return undefined;
  const beforeRelease = () => ivs.waitForQuotaWindow();
  const lease = { name: KEY_CHECK_LEASE, waitMs: WAIT_MS };
  const options = { store, holder, clock, log, deadline, beforeRelease, ...lease };
  const leased = await withLease(options, async () => {
    // Another run may have continued the round since then.
    const round = await rounds.current();
    return round && new KeyCheck(context, rounds).run(round);
  });
  return leased.ran ? leased.result : undefined;
}

class KeyCheck {
  readonly #context: KeyCheckContext;
  readonly #rounds: KeyCheckRounds;
  readonly #report: KeyCheckReport = { finished: false, checked: 0, missing: 0, failed: 0 };

  constructor(context: KeyCheckContext, rounds: KeyCheckRounds) {
    this.#context = context;
    this.#rounds = rounds;
  }

  async run(round: Round): Promise<KeyCheckReport | undefined> {
    const arns = await this.#rounds.remaining(round);
    try {
      for (let from = 0; from < arns.length; from += PAGE_SIZE) {
        const page = arns.slice(from, from + PAGE_SIZE);
        await this.#checkPage(page);
        await this.#rounds.saveAfter(page.at(-1), round);
      }
      await this.#rounds.finish(round);
      this.#report.finished = true;
    } catch (error) {
      if (!(error instanceof OutOfTimeError)) throw error;
      this.#context.log.info('no time left to check stream keys; the next run continues');
    }
    return arns.length > 0 ? this.#report : undefined;
  }

  /** Waits for all channels of the page, also if one of them fails. @throws the first error */
  async #checkPage(channelArns: string[]): Promise<void> {
    const records = (await this.#context.channels.get(channelArns)).filter(hasKey);
    const errors = await inParallel(records, CONCURRENT_REQUESTS, (record) =>
      this.#checkOne(record).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    );
    const [failure] = errors.filter((each) => each !== undefined);
    if (failure) throw failure.error;
  }

  async #checkOne({ channelArn, key }: RecordWithKey): Promise<void> {
    if (await this.#exists(channelArn, key)) return;
    const { channels, clock, log } = this.#context;
    // A rotation writes to the record before it deletes a key. Such a key is not missing.
    const [record] = await channels.get([channelArn]);
    if (!record || !hasKey(record) || record.key.arn !== key.arn) return;
    this.#report.missing++;
    if (!(await channels.markDue(channelArn, 'rotation', isoTime(clock.now())))) return;
    log.warn('the stream key of the channel does not exist any more', {
      ...{ channelArn, keyArn: key.arn },
    });
  }

  /** @returns true as well if IVS could not say it: the next round asks again */
  async #exists(channelArn: string, { arn }: KnownKey): Promise<boolean> {
    const { ivs, log, metrics } = this.#context;
    try {
      const exists = await ivs.streamKeyExists(arn);
      this.#report.checked++;
      return exists;
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.#report.failed++;
      metrics.add('ChannelFailed', 1, { dimensions: { pass: 'key-check' } });
      const failure = { channelArn, error: errorName(error), reason: errorMessage(error) };
      log.error('IVS did not say whether the stream key of a channel exists', failure);
      return true;
    }
  }
}

/** Whether a key is recorded. During a rotation the recorded key may be deleted already. */
function hasKey(record: ChannelRecord): record is RecordWithKey {
  return record.key !== undefined && record.pendingRotation === undefined;
}
