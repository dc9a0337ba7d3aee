import { createAdConfiguration } from './ad-configurations/create-ad-configuration.ts';
import { deleteAdConfiguration } from './ad-configurations/delete-ad-configuration.ts';
import { getAdConfiguration } from './ad-configurations/get-ad-configuration.ts';
import { listAdConfigurations } from './ad-configurations/list-ad-configurations.ts';
import { updateAdConfiguration } from './ad-configurations/update-ad-configuration.ts';
import { batchGetChannel } from './channels/batch-get-channel.ts';
import { createChannel } from './channels/create-channel.ts';
import { deleteChannel } from './channels/delete-channel.ts';
import { getChannel } from './channels/get-channel.ts';
import { listChannels } from './channels/list-channels.ts';
import { updateChannel } from './channels/update-channel.ts';
import type { IvsOperation } from './operation.ts';
import { deletePlaybackKeyPair } from './playback-keys/delete-playback-key-pair.ts';
import { getPlaybackKeyPair } from './playback-keys/get-playback-key-pair.ts';
import { importPlaybackKeyPair } from './playback-keys/import-playback-key-pair.ts';
import { listPlaybackKeyPairs } from './playback-keys/list-playback-key-pairs.ts';
import { createPlaybackRestrictionPolicy } from './playback-restriction-policies/create-playback-restriction-policy.ts';
import { deletePlaybackRestrictionPolicy } from './playback-restriction-policies/delete-playback-restriction-policy.ts';
import { getPlaybackRestrictionPolicy } from './playback-restriction-policies/get-playback-restriction-policy.ts';
import { listPlaybackRestrictionPolicies } from './playback-restriction-policies/list-playback-restriction-policies.ts';
import { updatePlaybackRestrictionPolicy } from './playback-restriction-policies/update-playback-restriction-policy.ts';
import { createRecordingConfiguration } from './recording-configurations/create-recording-configuration.ts';
import { deleteRecordingConfiguration } from './recording-configurations/delete-recording-configuration.ts';
import { getRecordingConfiguration } from './recording-configurations/get-recording-configuration.ts';
import { listRecordingConfigurations } from './recording-configurations/list-recording-configurations.ts';
import { batchGetStreamKey } from './stream-keys/batch-get-stream-key.ts';
import { createStreamKey } from './stream-keys/create-stream-key.ts';
import { deleteStreamKey } from './stream-keys/delete-stream-key.ts';
import { getStreamKey } from './stream-keys/get-stream-key.ts';
import { listStreamKeys } from './stream-keys/list-stream-keys.ts';
import { getStreamSession } from './stream-sessions/get-stream-session.ts';
import { listStreamSessions } from './stream-sessions/list-stream-sessions.ts';
import { getStream } from './streams/get-stream.ts';
import { insertAdBreak } from './streams/insert-ad-break.ts';
import { listStreams } from './streams/list-streams.ts';
import { putMetadata } from './streams/put-metadata.ts';
import { stopStream } from './streams/stop-stream.ts';
import { listTagsForResource } from './tags/list-tags-for-resource.ts';
import { tagResource } from './tags/tag-resource.ts';
import { untagResource } from './tags/untag-resource.ts';
import { batchStartViewerSessionRevocation } from './viewer-sessions/batch-start-viewer-session-revocation.ts';
import { startViewerSessionRevocation } from './viewer-sessions/start-viewer-session-revocation.ts';

/** All operations. docs/simulator.md says how to add one. */
const ALL: IvsOperation[] = [
  createAdConfiguration,
  deleteAdConfiguration,
  getAdConfiguration,
  listAdConfigurations,
  updateAdConfiguration,
  batchGetChannel,
  createChannel,
  deleteChannel,
  getChannel,
  listChannels,
  updateChannel,
  deletePlaybackKeyPair,
  getPlaybackKeyPair,
  importPlaybackKeyPair,
  listPlaybackKeyPairs,
  createPlaybackRestrictionPolicy,
  deletePlaybackRestrictionPolicy,
  getPlaybackRestrictionPolicy,
  listPlaybackRestrictionPolicies,
  updatePlaybackRestrictionPolicy,
  createRecordingConfiguration,
  deleteRecordingConfiguration,
  getRecordingConfiguration,
  listRecordingConfigurations,
  batchGetStreamKey,
  createStreamKey,
  deleteStreamKey,
  getStreamKey,
  listStreamKeys,
  getStreamSession,
  listStreamSessions,
  getStream,
  insertAdBreak,
  listStreams,
  putMetadata,
  stopStream,
  listTagsForResource,
  tagResource,
  untagResource,
  batchStartViewerSessionRevocation,
  startViewerSessionRevocation,
];

/** All operations by name. */
export const operations: ReadonlyMap<string, IvsOperation> = new Map(
  ALL.map((operation) => [operation.name, operation]),
);
