import { parseArn } from '../../ivs/arn.ts';
import { Collection } from './collection.ts';
import type {
  AdConfiguration,
  Channel,
  PlaybackKeyPair,
  PlaybackRestrictionPolicy,
  RecordingConfiguration,
  Tags,
} from './resources.ts';
import { StreamKeys } from './stream-keys.ts';

/** Any resource that carries tags. */
interface Tagged {
  readonly arn: string;
  readonly tags: Tags;
}

/** Everything that the account has, but for streams. */
export class State {
  readonly channels = new Collection<Channel>();
  readonly streamKeys = new StreamKeys();
  readonly playbackKeys = new Collection<PlaybackKeyPair>();
  readonly recordingConfigurations = new Collection<RecordingConfiguration>();
  readonly playbackRestrictionPolicies = new Collection<PlaybackRestrictionPolicy>();
  readonly adConfigurations = new Collection<AdConfiguration>();

  /** @returns the tags of any resource; undefined if there is no such resource */
  tagsOf(arn: string): Tags | undefined {
    return this.home(arn)?.get(arn)?.tags;
  }

  /** Replaces the tags of a resource that exists. */
  setTags(arn: string, tags: Tags): void {
    const home = this.home(arn);
    const resource = home?.get(arn);
    if (home && resource) home.set(arn, { ...resource, tags });
  }

  private home(arn: string): Home | undefined {
    const type = parseArn(arn)?.type ?? '';
    const homes: Record<string, unknown> = {
      channel: this.channels,
      'stream-key': this.streamKeys,
      'playback-key': this.playbackKeys,
      'recording-configuration': this.recordingConfigurations,
      'playback-restriction-policy': this.playbackRestrictionPolicies,
      'ad-configuration': this.adConfigurations,
    };
    return Object.hasOwn(homes, type) ? (homes[type] as Home) : undefined;
  }
}

/** A collection seen as one of tagged resources: what comes out goes in again with other tags. */
interface Home {
  get(arn: string): Tagged | undefined;
  set(arn: string, resource: Tagged): void;
}
