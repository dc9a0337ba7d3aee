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
import { StreamKeyStore } from './stream-keys.ts';

/** Any resource that carries tags. */
interface TaggedResource {
  readonly arn: string;
  readonly tags: Tags;
}

/** Everything that the account has, but for streams. */
export class ResourceStore {
  readonly channels = new Collection<Channel>();
  readonly streamKeys = new StreamKeyStore();
  readonly playbackKeys = new Collection<PlaybackKeyPair>();
  readonly recordingConfigurations = new Collection<RecordingConfiguration>();
  readonly playbackRestrictionPolicies = new Collection<PlaybackRestrictionPolicy>();
  readonly adConfigurations = new Collection<AdConfiguration>();

  /** @returns the tags of any resource; undefined if there is no such resource */
  tagsOf(arn: string): Tags | undefined {
    return this.#collectionOf(arn)?.get(arn)?.tags;
  }

  /** Replaces the tags of a resource that exists. */
  setTags(arn: string, tags: Tags): void {
    const collection = this.#collectionOf(arn);
    const resource = collection?.get(arn);
    if (collection && resource) collection.set(arn, { ...resource, tags });
  }

  #collectionOf(arn: string): TaggedCollection | undefined {
    const type = parseArn(arn)?.type ?? '';
    const homes: Record<string, unknown> = {
      channel: this.channels,
      'stream-key': this.streamKeys,
      'playback-key': this.playbackKeys,
      'recording-configuration': this.recordingConfigurations,
      'playback-restriction-policy': this.playbackRestrictionPolicies,
      'ad-configuration': this.adConfigurations,
    };
    return Object.hasOwn(homes, type) ? (homes[type] as TaggedCollection) : undefined;
  }
}

/** A collection seen as one of tagged resources: what comes out goes in again with other tags. */
interface TaggedCollection {
  get(arn: string): TaggedResource | undefined;
  set(arn: string, resource: TaggedResource): void;
}
