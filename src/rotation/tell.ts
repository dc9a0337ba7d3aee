import { readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord, KeyAnnouncement } from '../channels/record.ts';
import type { ChannelStore } from '../channels/store.ts';
import type { Channel } from '../ivs/api.ts';
import type { StreamKeyValue } from '../ivs/stream-key-value.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { OutOfTimeError } from '../platform/errors.ts';
import { KEY_CHECK_MS } from './decide.ts';
import { type HandOverDeps, handOver } from './hand-over/hand-over.ts';
import { TELL_AGAIN_MS } from './key-maker.ts';
import type { RotationReport } from './report.ts';

interface TellDeps extends HandOverDeps {
  channels: ChannelStore;
  clock: Clock;
}

/** Tells of one channel's new key, and notes that it was told. */
export class KeyTeller {
  constructor(
    private readonly channelArn: string,
    private readonly deps: TellDeps,
    private readonly report: RotationReport,
  ) {}

  /**
   * @param record as it was before the key was noted, or since; its evidence counts
   * @returns `told`, or `superseded` by another key, or `untold`: the next run tells
   */
  async tell(
    record: ChannelRecord,
    { tags = {}, ...channel }: Channel,
    news: KeyAnnouncement,
    value?: StreamKeyValue,
  ): Promise<'told' | 'superseded' | 'untold'> {
    const named = { ...channel, arn: this.channelArn };
    try {
      const handed = await handOver('rotated', news, named, this.deps, value);
      await this.report.handedOver(news, handed);
      await this.note(record, null, this.nextLook(tags));
      return handed.outcome;
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      await this.report.untold(news, error);
      await this.note(record, { ...news, failed: true }, TELL_AGAIN_MS);
      return 'untold';
    }
  }

  /** Should the channel's streams have moved on meanwhile, the mark stays as they left it. */
  private async note(
    record: ChannelRecord,
    pendingAnnouncement: KeyAnnouncement | null,
    lookInMs: number,
  ) {
    const { channels, clock } = this.deps;
    const rotationDueAt = isoTime(clock.now() + lookInMs);
    if (await channels.update(record, { pendingAnnouncement, rotationDueAt })) return;
    await channels.update(record, { pendingAnnouncement }, 'always');
  }

  private nextLook(tags: Tags): number {
    const { rotateKey } = readPolicy(tags);
    if (rotateKey.state !== 'set' || rotateKey.value.on !== 'age') return KEY_CHECK_MS;
    return Math.min(rotateKey.value.ageMs, KEY_CHECK_MS);
  }
}
