import type { Chance } from '../time/randomness.ts';
import { Encoder } from './encoder.ts';
import type { RecordingConfigurations } from './recording-configurations.ts';
import { callIvs, deleteKey, pauseOf, type Surroundings } from './surroundings.ts';
import {
  AUTO_DELETE,
  DELETE_TAGS,
  PROTECT,
  PROTECT_TAGS,
  ROTATE_KEY,
  ROTATE_TAGS,
} from './tags.ts';

const HOUR = 3_600_000;
/** The mean time between two things that an owner does with one channel by hand. */
const BY_HAND_MS = 3 * 24 * HOUR;

type Tags = Record<string, string>;

export interface OwnerOptions {
  number: number;
  recordings: RecordingConfigurations;
}

/**
 * The owner of one channel after the other: creates it, tags it, streams, changes its tags, deletes its key or
 * the channel by hand. When the channel is gone, the owner creates another one.
 */
export class Owner {
  readonly #around: Surroundings;
  readonly #chance: Chance;
  readonly #recordings: RecordingConfigurations;
  readonly #name: string;

  constructor(around: Surroundings, { number, recordings }: OwnerOptions) {
    this.#around = around;
    this.#recordings = recordings;
    this.#name = `show-${number}`;
    this.#chance = around.randomness.stream(`owner ${number}`);
  }

  /** Owns channels, as long as the simulation lasts. */
  async live(): Promise<void> {
    const { timeline } = this.#around;
    await timeline.sleep(this.#chance.between(0, HOUR / 2));
    for (;;) {
      if (!this.#around.quiet.isQuiet) await this.#ownOne();
      await timeline.sleep(this.#chance.between(60_000, 4 * HOUR));
    }
  }

  async #ownOne(): Promise<void> {
    const tags = this.#someTags();
    const records = this.#chance.happens(0.4);
    const recordingConfigurationArn = records ? this.#recordings.some(this.#chance) : undefined;
    const answer = await callIvs<{ channel: { arn: string } }>(this.#around, 'CreateChannel', {
      name: this.#name,
      tags,
      ...(recordingConfigurationArn !== undefined && { recordingConfigurationArn }),
    });
    if (!answer) return;
    const { arn } = answer.channel;
    this.#tell(`creates the channel with ${JSON.stringify(tags)}`, arn);
    const encoder = new Encoder(this.#around, { arn, chance: this.#chance });
    // Some channels are prepared for a show that never comes.
    if (!this.#chance.happens(0.08)) void encoder.stream();
    while (this.#exists(arn)) await this.#actByHand(arn);
    encoder.retire();
  }

  async #actByHand(arn: string): Promise<void> {
    const pause = pauseOf(this.#around, this.#chance, BY_HAND_MS);
    const end = this.#around.timeline.now() + pause;
    while (this.#around.timeline.now() < end && this.#exists(arn))
      await this.#around.timeline.sleep(Math.min(HOUR, end - this.#around.timeline.now()));
    if (!(await this.#around.quiet.sleep(0)) || !this.#exists(arn)) return;
    const number = this.#chance.number();
    if (number < 0.5) await this.#changeTags(arn);
    else if (number < 0.6) await this.#changeKeyTags(arn);
    else if (number < 0.8) await this.#deleteKey(arn);
    else if (number < 0.9) await this.#createKey(arn);
    else await this.#deleteChannel(arn);
  }

  async #changeTags(resourceArn: string): Promise<void> {
    const before = this.#around.simulator.channels({ channelArn: resourceArn })[0]?.tags ?? {};
    const tags = this.#someTags();
    const tagKeys = Object.keys(before).filter((key) => !(key in tags));
    if (tagKeys.length > 0) await callIvs(this.#around, 'UntagResource', { resourceArn, tagKeys });
    if (Object.keys(tags).length > 0)
      await callIvs(this.#around, 'TagResource', { resourceArn, tags });
    this.#tell(`changes the tags to ${JSON.stringify(tags)}`, resourceArn);
  }

  /** Protects the key alone, or gives its protection up. */
  async #changeKeyTags(channelArn: string): Promise<void> {
    const key = this.#around.simulator.channels({ channelArn })[0]?.streamKeys[0];
    if (!key) return;
    const resourceArn = key.arn;
    const isTagged = PROTECT in key.tags;
    const tags = { [PROTECT]: this.#chance.one(PROTECT_TAGS) };
    if (isTagged) await callIvs(this.#around, 'UntagResource', { resourceArn, tagKeys: [PROTECT] });
    else await callIvs(this.#around, 'TagResource', { resourceArn, tags });
    const what = isTagged
      ? 'takes the tags off the stream key'
      : `tags the stream key with ${JSON.stringify(tags)}`;
    this.#tell(what, channelArn);
  }

  async #deleteKey(arn: string): Promise<void> {
    const key = this.#around.simulator.channels({ channelArn: arn })[0]?.streamKeys[0];
    if (key && (await deleteKey(this.#around, arn, key.arn)))
      this.#tell('deletes the stream key', arn);
  }

  async #createKey(channelArn: string): Promise<void> {
    if (await callIvs(this.#around, 'CreateStreamKey', { channelArn }))
      this.#tell('creates a stream key', channelArn);
  }

  async #deleteChannel(arn: string): Promise<void> {
    if (await callIvs(this.#around, 'DeleteChannel', { arn }))
      this.#tell('deletes the channel', arn);
  }

  #someTags(): Tags {
    const chance = this.#chance;
    return {
      ...(chance.happens(0.35) && { [AUTO_DELETE]: chance.one(DELETE_TAGS) }),
      ...(chance.happens(0.5) && { [ROTATE_KEY]: chance.one(ROTATE_TAGS) }),
      ...(chance.happens(0.1) && { [PROTECT]: chance.one(PROTECT_TAGS) }),
      ...(chance.happens(0.03) && { 'autopilot:protected': 'true' }),
      ...(chance.happens(0.2) && { team: 'sport' }),
    };
  }

  #exists = (channelArn: string): boolean =>
    this.#around.simulator.channels({ channelArn }).length > 0;

  #tell(what: string, channelArn: string): void {
    this.#around.story.tell('owner', what, channelArn);
  }
}
