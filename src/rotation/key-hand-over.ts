import { readPolicy, type TagKeys, type Tags } from '../channels/policy.ts';
import type { ChannelRecord, KeyAnnouncement } from '../channels/record.ts';
import type { ChannelStore } from '../channels/store.ts';
import type { Channel } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { KEY_CHECK_MS } from './decide-due.ts';
import { type HandOverDeps, handOver } from './hand-over/hand-over.ts';
import type { KeyHandOverOutcome } from './outcome.ts';
import type { RotationReport } from './report.ts';

/** When the next run tries a hand-over that this run did not complete, ms from now. */
export const HAND_OVER_RETRY_MS = 30_000;

interface KeyHandOverDeps extends HandOverDeps {
  channels: ChannelStore;
  clock: Clock;
  tagKeys: TagKeys;
}

/** Hands over the new key of one channel, and writes the result to the channel's record. */
export class KeyHandOver {
  readonly #channelArn: string;
  readonly #deps: KeyHandOverDeps;
  readonly #report: RotationReport;

  constructor(channelArn: string, deps: KeyHandOverDeps, report: RotationReport) {
    this.#channelArn = channelArn;
    this.#deps = deps;
    this.#report = report;
  }

  /**
   * @param record the channel's record as it was read, before or after the key was recorded; its evidence
   *   decides whether the next check may be set
   * @param value the key's value, if it is known; otherwise IVS is asked for it
   * @throws OutOfTimeError if too little time is left; every other failure is reported, not thrown
   */
  async run(
    record: ChannelRecord,
    { tags = {}, ...channel }: Channel,
    announcement: KeyAnnouncement,
    value?: StreamKeyValue,
  ): Promise<KeyHandOverOutcome> {
    const withArn = { ...channel, arn: this.#channelArn };
    try {
      const result = await handOver('rotated', announcement, withArn, this.#deps, value);
      await this.#report.handedOver(announcement, result);
      await this.#record(record, null, nextCheckMs(tags, this.#deps.tagKeys));
      return result.outcome;
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      await this.#report.handOverFailed(announcement, error);
      await this.#record(record, { ...announcement, failed: true }, HAND_OVER_RETRY_MS);
      return 'untold';
    }
  }

  /** If a stream has started or ended meanwhile, the time of the next check stays as that event set it. */
  async #record(
    record: ChannelRecord,
    pendingAnnouncement: KeyAnnouncement | null,
    checkInMs: number,
  ): Promise<void> {
    const { channels, clock } = this.#deps;
    const rotationDueAt = isoTime(clock.now() + checkInMs);
    if (await channels.update(record, { pendingAnnouncement, rotationDueAt })) return;
    await channels.update(record, { pendingAnnouncement }, 'always');
  }
}

/** When a key that was just handed over is checked again, ms from now: once a day, or at its maximum age. */
function nextCheckMs(tags: Tags, keys: TagKeys): number {
  const { rotateKey } = readPolicy(tags, keys);
  if (rotateKey.state !== 'set' || rotateKey.value.on !== 'age') return KEY_CHECK_MS;
  return Math.min(rotateKey.value.ageMs, KEY_CHECK_MS);
}
