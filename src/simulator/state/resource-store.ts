import type { KeyObject } from 'node:crypto';
import { parseArn } from '../../ivs/arn.ts';
import { Collection } from './collection.ts';
import type {
  AdConfiguration,
  Channel,
  PlaybackKeyPair,
  PlaybackRestrictionPolicy,
  RecordingConfiguration,
  ResourceTags,
} from './resources.ts';
import { StreamKeyStore } from './stream-keys.ts';

/** A resource with tags. All resources have them. */
interface TaggedResource {
  readonly arn: string;
  readonly tags: ResourceTags;
}

/** All resources of the account. Streams are in StreamSessions. */
export class ResourceStore {
  readonly channels = new Collection<Channel>();
  readonly streamKeys = new StreamKeyStore();
  readonly playbackKeys = new Collection<PlaybackKeyPair>();
  /** The public keys of the playback key pairs, by ARN. No operation shows them. */
  readonly publicKeys = new Map<string, KeyObject>();
  readonly recordingConfigurations = new Collection<RecordingConfiguration>();
  readonly playbackRestrictionPolicies = new Collection<PlaybackRestrictionPolicy>();
  readonly adConfigurations = new Collection<AdConfiguration>();

  /** @returns the tags of a resource; undefined if it does not exist */
  tagsOf(arn: string): ResourceTags | undefined {
    return this.#collectionOf(arn)?.get(arn)?.tags;
  }

  /** Replaces the tags of a resource. Does nothing if it does not exist. */
  setTags(arn: string, tags: ResourceTags): void {
    const collection = this.#collectionOf(arn);
    const resource = collection?.get(arn);
    if (collection && resource) collection.set(arn, { ...resource, tags });
  }

  #collectionOf(arn: string): TaggedCollection | undefined {
    const type = parseArn(arn)?.type ?? '';
    const collections: Record<string, unknown> = {
      channel: this.channels,
      'stream-key': this.streamKeys,
      'playback-key': this.playbackKeys,
      'recording-configuration': this.recordingConfigurations,
      'playback-restriction-policy': this.playbackRestrictionPolicies,
      'ad-configuration': this.adConfigurations,
    };
    return Object.hasOwn(collections, type) ? (collections[type] as TaggedCollection) : undefined;
  }
}

/** The collection of any type of resource, for changes of tags. */
interface TaggedCollection {
  get(arn: string): TaggedResource | undefined;
  set(arn: string, resource: TaggedResource): void;
}
