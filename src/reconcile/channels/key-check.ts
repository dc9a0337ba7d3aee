import { readPolicy } from '../../channels/policy.ts';
import type { ChannelRecord } from '../../channels/record.ts';
import type { ChannelStore } from '../../channels/store.ts';
import type { ChannelSummary, IvsApi } from '../../ivs/api.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { CursorStore } from '../../platform/cursor.ts';
import { errorMessage, errorName, OutOfTimeError } from '../../platform/errors.ts';
import type { HeldLease } from '../../platform/lease.ts';
import type { Observability } from '../../platform/observability.ts';
import { consentToRotate } from '../../rotation/decide.ts';

export interface KeyCheckContext extends Observability {
  ivs: Pick<IvsApi, 'listChannels' | 'listStreamKeys'>;
  channels: Pick<ChannelStore, 'get' | 'markDue'>;
  cursors: CursorStore;
  clock: Pick<Clock, 'now'>;
  lease: HeldLease;
}

export interface KeyCheckReport {
  /** False: the next run continues where this one stopped. */
  finished: boolean;
  /** Channels whose keys were read from IVS. */
  checked: number;
  /** Channels without a key, which were marked for rotation. */
  missing: number;
  failed: number;
}

const CURSOR = 'key-check';
/** When the next round begins, ms after the last one did: so a missing key is found within an hour. */
const ROUND_MS = 50 * 60_000;
/** A run ends after the page with which it has read the keys of so many channels: 33 s at 3 a second. */
const CHECKS_PER_RUN = 100;

/** Where a round is. Without `token` and with `done`, all pages of the round were read. */
interface Round {
  startedAt: string;
  token?: string;
  done?: true;
}

/**
 * Finds channels whose stream key somebody has deleted by hand: nothing reports that. Once in an hour it
 * reads the keys of each channel that has a `rotate-key` tag and a recorded key, and marks those without
 * a key. The rotation then creates one, if the mode allows it.
 *
 * @returns undefined if no round is due
 * @throws what ListChannels and the stores throw; a failure for one channel is logged and counted
 */
export async function checkKeys(context: KeyCheckContext): Promise<KeyCheckReport | undefined> {
  const round = await currentRound(context);
  if (!round) return undefined;
  const check = new KeyCheck(context);
  try {
    await check.run(round);
  } catch (error) {
    if (!(error instanceof OutOfTimeError)) throw error;
    context.log.info('no time left to check stream keys; the next run continues');
  }
  return check.report;
}

async function currentRound({ cursors, clock }: KeyCheckContext): Promise<Round | undefined> {
  const now = clock.now();
  const saved = await cursors.load(CURSOR, now);
  const round = saved?.startsWith('{') ? (JSON.parse(saved) as Round) : undefined;
  if (!round) return { startedAt: isoTime(now) };
  if (!round.done) return round;
  return round.startedAt <= isoTime(now - ROUND_MS) ? { startedAt: isoTime(now) } : undefined;
}

class KeyCheck {
  readonly report: KeyCheckReport = { finished: false, checked: 0, missing: 0, failed: 0 };
  readonly #context: KeyCheckContext;

  constructor(context: KeyCheckContext) {
    this.#context = context;
  }

  async run({ startedAt, token: first }: Round): Promise<void> {
    let token = first;
    do {
      const page = await this.#page(token);
      for (const record of await this.#rotated(page.items)) await this.#checkOne(record);
      token = page.nextToken;
      await this.#save(token === undefined ? { startedAt, done: true } : { startedAt, token });
      if (token === undefined) this.report.finished = true;
      else if (await this.#mustStop()) return;
    } while (token !== undefined);
  }

  /** A page of ListChannels; the first one, if IVS no longer accepts a saved token. */
  async #page(token: string | undefined) {
    const { ivs } = this.#context;
    try {
      return await ivs.listChannels(token);
    } catch (error) {
      if (token === undefined || errorName(error) !== 'ValidationException') throw error;
      return ivs.listChannels();
    }
  }

  async #mustStop(): Promise<boolean> {
    return this.report.checked >= CHECKS_PER_RUN || (await this.#context.lease.shouldRelease());
  }

  async #save(round: Round): Promise<void> {
    const { cursors, clock } = this.#context;
    await cursors.save(CURSOR, JSON.stringify(round), clock.now());
  }

  /** The channels whose key the autopilot replaces and has recorded, except during a rotation. */
  async #rotated(channels: readonly ChannelSummary[]): Promise<ChannelRecord[]> {
    const arns = channels.flatMap(({ arn, tags }) =>
      arn && consentToRotate(readPolicy(tags)).do === 'proceed' ? [arn] : [],
    );
    if (arns.length === 0) return [];
    const records = await this.#context.channels.get(arns);
    return records.filter(({ key, pendingRotation }) => key && !pendingRotation);
  }

  async #checkOne({ channelArn, key }: ChannelRecord): Promise<void> {
    const { ivs, channels, clock, log, metrics } = this.#context;
    try {
      const keys = await ivs.listStreamKeys(channelArn);
      this.report.checked++;
      if (keys?.length !== 0) return;
      this.report.missing++;
      await channels.markDue(channelArn, 'rotation', isoTime(clock.now()));
      log.warn('the stream key of the channel was deleted by somebody else', {
        ...{ channelArn, keyArn: key?.arn },
      });
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      this.report.failed++;
      metrics.add('ChannelFailed', 1, { dimensions: { pass: 'key-check' } });
      const reason = errorMessage(error);
      log.error('the stream keys of a channel could not be read', { channelArn, reason });
    }
  }
}
