// Made by `npm run types` from the service model of IVS, ivs-model.json, as model.ts corrects it. Do not edit.
//
// Members of requests are required where the model says so. Members of answers that the simulator always sends are
// required as well.

export interface AdConfiguration {
  arn: string;
  name: string;
  mediaTailorPlaybackConfigurations: MediaTailorPlaybackConfiguration[];
  postRollConfiguration?: PostRollConfiguration;
  tags: Record<string, string>;
}

export interface AdConfigurationSummary {
  arn: string;
  name: string;
  mediaTailorPlaybackConfigurations: MediaTailorPlaybackConfiguration[];
  postRollConfiguration?: PostRollConfiguration;
  tags: Record<string, string>;
}

export interface AudioConfiguration {
  codec: string;
  targetBitrate?: number;
  sampleRate: number;
  channels: number;
  track: string;
}

export interface BatchError {
  arn: string;
  code: string;
  message: string;
}

export interface BatchGetChannelRequest {
  arns: readonly string[];
}

export interface BatchGetChannelResponse {
  channels: Channel[];
  errors: BatchError[];
}

export interface BatchGetStreamKeyRequest {
  arns: readonly string[];
}

export interface BatchGetStreamKeyResponse {
  streamKeys: StreamKey[];
  errors: BatchError[];
}

export interface BatchStartViewerSessionRevocationError {
  channelArn: string;
  viewerId: string;
  code: string;
  message: string;
}

export interface BatchStartViewerSessionRevocationRequest {
  viewerSessions: readonly BatchStartViewerSessionRevocationViewerSession[];
}

export interface BatchStartViewerSessionRevocationResponse {
  errors: BatchStartViewerSessionRevocationError[];
}

export interface BatchStartViewerSessionRevocationViewerSession {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo?: number | undefined;
}

export interface Channel {
  arn: string;
  name: string;
  latencyMode: 'NORMAL' | 'LOW';
  type: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
  recordingConfigurationArn: string;
  ingestEndpoint: string;
  playbackUrl: string;
  authorized: boolean;
  tags: Record<string, string>;
  insecureIngest: boolean;
  preset: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY' | '';
  srt: Srt;
  playbackRestrictionPolicyArn: string;
  multitrackInputConfiguration: MultitrackInputConfiguration;
  containerFormat: 'TS' | 'FRAGMENTED_MP4';
  adConfigurationArn: string;
}

export interface ChannelSummary {
  arn: string;
  name: string;
  latencyMode: 'NORMAL' | 'LOW';
  authorized: boolean;
  recordingConfigurationArn: string;
  tags: Record<string, string>;
  insecureIngest: boolean;
  type: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
  preset: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY' | '';
  playbackRestrictionPolicyArn: string;
  adConfigurationArn: string;
}

export interface CreateAdConfigurationRequest {
  name?: string | undefined;
  mediaTailorPlaybackConfigurations: readonly MediaTailorPlaybackConfiguration[];
  postRollConfiguration?: PostRollConfiguration | undefined;
  tags?: Record<string, string> | undefined;
}

export interface CreateAdConfigurationResponse {
  adConfiguration: AdConfiguration;
}

export interface CreateChannelRequest {
  name?: string | undefined;
  latencyMode?: 'NORMAL' | 'LOW' | undefined;
  type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD' | undefined;
  authorized?: boolean | undefined;
  recordingConfigurationArn?: string | undefined;
  tags?: Record<string, string> | undefined;
  insecureIngest?: boolean | undefined;
  preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY' | '' | undefined;
  playbackRestrictionPolicyArn?: string | undefined;
  multitrackInputConfiguration?: MultitrackInputConfiguration | undefined;
  containerFormat?: 'TS' | 'FRAGMENTED_MP4' | undefined;
  adConfigurationArn?: string | undefined;
}

export interface CreateChannelResponse {
  channel: Channel;
  streamKey: StreamKey;
}

export interface CreatePlaybackRestrictionPolicyRequest {
  allowedCountries?: readonly string[] | undefined;
  allowedOrigins?: readonly string[] | undefined;
  enableStrictOriginEnforcement?: boolean | undefined;
  name?: string | undefined;
  tags?: Record<string, string> | undefined;
}

export interface CreatePlaybackRestrictionPolicyResponse {
  playbackRestrictionPolicy: PlaybackRestrictionPolicy;
}

export interface CreateRecordingConfigurationRequest {
  name?: string | undefined;
  destinationConfiguration: DestinationConfiguration;
  tags?: Record<string, string> | undefined;
  thumbnailConfiguration?: ThumbnailConfiguration | undefined;
  recordingReconnectWindowSeconds?: number | undefined;
  renditionConfiguration?: RenditionConfiguration | undefined;
}

export interface CreateRecordingConfigurationResponse {
  recordingConfiguration: RecordingConfiguration;
}

export interface CreateStreamKeyRequest {
  channelArn: string;
  tags?: Record<string, string> | undefined;
}

export interface CreateStreamKeyResponse {
  streamKey: StreamKey;
}

export interface DeleteAdConfigurationRequest {
  arn: string;
}

export interface DeleteChannelRequest {
  arn: string;
}

export interface DeletePlaybackKeyPairRequest {
  arn: string;
}

export type DeletePlaybackKeyPairResponse = Record<string, never>;

export interface DeletePlaybackRestrictionPolicyRequest {
  arn: string;
}

export interface DeleteRecordingConfigurationRequest {
  arn: string;
}

export interface DeleteStreamKeyRequest {
  arn: string;
}

export interface DestinationConfiguration {
  s3?: S3DestinationConfiguration | undefined;
}

export interface GetAdConfigurationRequest {
  arn: string;
}

export interface GetAdConfigurationResponse {
  adConfiguration: AdConfiguration;
}

export interface GetChannelRequest {
  arn: string;
}

export interface GetChannelResponse {
  channel: Channel;
}

export interface GetPlaybackKeyPairRequest {
  arn: string;
}

export interface GetPlaybackKeyPairResponse {
  keyPair: PlaybackKeyPair;
}

export interface GetPlaybackRestrictionPolicyRequest {
  arn: string;
}

export interface GetPlaybackRestrictionPolicyResponse {
  playbackRestrictionPolicy: PlaybackRestrictionPolicy;
}

export interface GetRecordingConfigurationRequest {
  arn: string;
}

export interface GetRecordingConfigurationResponse {
  recordingConfiguration: RecordingConfiguration;
}

export interface GetStreamKeyRequest {
  arn: string;
}

export interface GetStreamKeyResponse {
  streamKey: StreamKey;
}

export interface GetStreamRequest {
  channelArn: string;
}

export interface GetStreamResponse {
  stream: Stream;
}

export interface GetStreamSessionRequest {
  channelArn: string;
  streamId?: string | undefined;
}

export interface GetStreamSessionResponse {
  streamSession: StreamSession;
}

export interface ImportPlaybackKeyPairRequest {
  publicKeyMaterial: string;
  name?: string | undefined;
  tags?: Record<string, string> | undefined;
}

export interface ImportPlaybackKeyPairResponse {
  keyPair: PlaybackKeyPair;
}

export interface IngestConfiguration {
  video?: VideoConfiguration;
  audio?: AudioConfiguration;
}

export interface IngestConfigurations {
  videoConfigurations: VideoConfiguration[];
  audioConfigurations: AudioConfiguration[];
}

export interface InsertAdBreakRequest {
  channelArn: string;
  durationSeconds: number;
}

export interface InsertAdBreakResponse {
  adBreakId: string;
}

export interface ListAdConfigurationsRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListAdConfigurationsResponse {
  adConfigurations: AdConfigurationSummary[];
  nextToken?: string;
}

export interface ListChannelsRequest {
  filterByName?: string | undefined;
  filterByRecordingConfigurationArn?: string | undefined;
  filterByPlaybackRestrictionPolicyArn?: string | undefined;
  filterByAdConfigurationArn?: string | undefined;
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListChannelsResponse {
  channels: ChannelSummary[];
  nextToken?: string;
}

export interface ListPlaybackKeyPairsRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListPlaybackKeyPairsResponse {
  keyPairs: PlaybackKeyPairSummary[];
  nextToken?: string;
}

export interface ListPlaybackRestrictionPoliciesRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListPlaybackRestrictionPoliciesResponse {
  playbackRestrictionPolicies: PlaybackRestrictionPolicySummary[];
  nextToken?: string;
}

export interface ListRecordingConfigurationsRequest {
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListRecordingConfigurationsResponse {
  recordingConfigurations: RecordingConfigurationSummary[];
  nextToken?: string;
}

export interface ListStreamKeysRequest {
  channelArn: string;
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListStreamKeysResponse {
  streamKeys: StreamKeySummary[];
  nextToken?: string;
}

export interface ListStreamSessionsRequest {
  channelArn: string;
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListStreamSessionsResponse {
  streamSessions: StreamSessionSummary[];
  nextToken?: string;
}

export interface ListStreamsRequest {
  filterBy?: StreamFilters | undefined;
  nextToken?: string | undefined;
  maxResults?: number | undefined;
}

export interface ListStreamsResponse {
  streams: StreamSummary[];
  nextToken?: string;
}

export interface ListTagsForResourceRequest {
  resourceArn: string;
}

export interface ListTagsForResourceResponse {
  tags: Record<string, string>;
}

export interface MediaTailorPlaybackConfiguration {
  playbackConfigurationArn?: string | undefined;
}

export interface MultitrackInputConfiguration {
  enabled?: boolean | undefined;
  policy?: 'ALLOW' | 'REQUIRE' | undefined;
  maximumResolution?: 'SD' | 'HD' | 'FULL_HD' | undefined;
}

export interface PlaybackKeyPair {
  arn: string;
  name: string;
  fingerprint: string;
  tags: Record<string, string>;
}

export interface PlaybackKeyPairSummary {
  arn: string;
  name: string;
  tags: Record<string, string>;
}

export interface PlaybackRestrictionPolicy {
  arn: string;
  allowedCountries: string[];
  allowedOrigins: string[];
  enableStrictOriginEnforcement: boolean;
  name: string;
  tags: Record<string, string>;
}

export interface PlaybackRestrictionPolicySummary {
  arn: string;
  allowedCountries: string[];
  allowedOrigins: string[];
  enableStrictOriginEnforcement: boolean;
  name: string;
  tags: Record<string, string>;
}

export interface PostRollConfiguration {
  durationSeconds: number;
  enabled: boolean;
}

export interface PutMetadataRequest {
  channelArn: string;
  metadata: string;
}

export interface RecordingConfiguration {
  arn: string;
  name: string;
  destinationConfiguration: DestinationConfiguration;
  state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
  tags: Record<string, string>;
  thumbnailConfiguration: ThumbnailConfiguration;
  recordingReconnectWindowSeconds: number;
  renditionConfiguration: RenditionConfiguration;
}

export interface RecordingConfigurationSummary {
  arn: string;
  name: string;
  destinationConfiguration: DestinationConfiguration;
  state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
  tags: Record<string, string>;
}

export interface RenditionConfiguration {
  renditionSelection?: 'ALL' | 'NONE' | 'CUSTOM' | undefined;
  renditions?: readonly ('SD' | 'HD' | 'FULL_HD' | 'LOWEST_RESOLUTION')[] | undefined;
}

export interface S3DestinationConfiguration {
  bucketName: string;
}

export interface Srt {
  endpoint: string;
  passphrase: string;
}

export interface StartViewerSessionRevocationRequest {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo?: number | undefined;
}

export type StartViewerSessionRevocationResponse = Record<string, never>;

export interface StopStreamRequest {
  channelArn: string;
}

export type StopStreamResponse = Record<string, never>;

export interface Stream {
  channelArn: string;
  streamId: string;
  playbackUrl: string;
  /** ISO 8601 in UTC. */
  startTime: string;
  state: 'LIVE' | 'OFFLINE';
  health: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
  viewerCount: number;
}

export interface StreamEvent {
  name: string;
  type: string;
  /** ISO 8601 in UTC. */
  eventTime: string;
  code?: string;
}

export interface StreamFilters {
  health?: 'HEALTHY' | 'STARVING' | 'UNKNOWN' | undefined;
}

export interface StreamKey {
  arn: string;
  value: string;
  channelArn: string;
  tags: Record<string, string>;
}

export interface StreamKeySummary {
  arn: string;
  channelArn: string;
  tags: Record<string, string>;
}

export interface StreamSession {
  streamId: string;
  /** ISO 8601 in UTC. */
  startTime?: string;
  /** ISO 8601 in UTC. */
  endTime?: string;
  channel: Channel;
  ingestConfiguration: IngestConfiguration;
  ingestConfigurations: IngestConfigurations;
  recordingConfiguration?: RecordingConfiguration;
  truncatedEvents: StreamEvent[];
}

export interface StreamSessionSummary {
  streamId: string;
  /** ISO 8601 in UTC. */
  startTime?: string;
  /** ISO 8601 in UTC. */
  endTime?: string;
  hasErrorEvent: boolean;
}

export interface StreamSummary {
  channelArn: string;
  streamId: string;
  state: 'LIVE' | 'OFFLINE';
  health: 'HEALTHY' | 'STARVING' | 'UNKNOWN';
  viewerCount: number;
  /** ISO 8601 in UTC. */
  startTime: string;
}

export interface TagResourceRequest {
  resourceArn: string;
  tags: Record<string, string>;
}

export type TagResourceResponse = Record<string, never>;

export interface ThumbnailConfiguration {
  recordingMode?: 'DISABLED' | 'INTERVAL' | undefined;
  targetIntervalSeconds?: number | undefined;
  resolution?: 'SD' | 'HD' | 'FULL_HD' | 'LOWEST_RESOLUTION' | undefined;
  storage?: readonly ('SEQUENTIAL' | 'LATEST')[] | undefined;
}

export interface UntagResourceRequest {
  resourceArn: string;
  tagKeys: readonly string[];
}

export type UntagResourceResponse = Record<string, never>;

export interface UpdateAdConfigurationRequest {
  arn: string;
  name?: string | undefined;
  mediaTailorPlaybackConfigurations?: readonly MediaTailorPlaybackConfiguration[] | undefined;
  postRollConfiguration?: PostRollConfiguration | undefined;
}

export interface UpdateAdConfigurationResponse {
  adConfiguration: AdConfiguration;
}

export interface UpdateChannelRequest {
  arn: string;
  name?: string | undefined;
  latencyMode?: 'NORMAL' | 'LOW' | undefined;
  type?: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD' | undefined;
  authorized?: boolean | undefined;
  recordingConfigurationArn?: string | undefined;
  insecureIngest?: boolean | undefined;
  preset?: 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY' | '' | undefined;
  playbackRestrictionPolicyArn?: string | undefined;
  multitrackInputConfiguration?: MultitrackInputConfiguration | undefined;
  containerFormat?: 'TS' | 'FRAGMENTED_MP4' | undefined;
  adConfigurationArn?: string | undefined;
}

export interface UpdateChannelResponse {
  channel: Channel;
}

export interface UpdatePlaybackRestrictionPolicyRequest {
  arn: string;
  allowedCountries?: readonly string[] | undefined;
  allowedOrigins?: readonly string[] | undefined;
  enableStrictOriginEnforcement?: boolean | undefined;
  name?: string | undefined;
}

export interface UpdatePlaybackRestrictionPolicyResponse {
  playbackRestrictionPolicy: PlaybackRestrictionPolicy;
}

export interface VideoConfiguration {
  avcProfile?: string;
  avcLevel?: string;
  codec: string;
  encoder?: string;
  targetBitrate?: number;
  targetFramerate?: number;
  videoHeight?: number;
  videoWidth?: number;
  level?: string;
  track: string;
  profile?: string;
}

/** The operations of IVS by name, with the bodies of their requests and answers. */
export interface Operations {
  BatchGetChannel: { input: BatchGetChannelRequest; output: BatchGetChannelResponse };
  BatchGetStreamKey: { input: BatchGetStreamKeyRequest; output: BatchGetStreamKeyResponse };
  BatchStartViewerSessionRevocation: {
    input: BatchStartViewerSessionRevocationRequest;
    output: BatchStartViewerSessionRevocationResponse;
  };
  CreateAdConfiguration: {
    input: CreateAdConfigurationRequest;
    output: CreateAdConfigurationResponse;
  };
  CreateChannel: { input: CreateChannelRequest; output: CreateChannelResponse };
  CreatePlaybackRestrictionPolicy: {
    input: CreatePlaybackRestrictionPolicyRequest;
    output: CreatePlaybackRestrictionPolicyResponse;
  };
  CreateRecordingConfiguration: {
    input: CreateRecordingConfigurationRequest;
    output: CreateRecordingConfigurationResponse;
  };
  CreateStreamKey: { input: CreateStreamKeyRequest; output: CreateStreamKeyResponse };
  DeleteAdConfiguration: { input: DeleteAdConfigurationRequest; output: Record<string, never> };
  DeleteChannel: { input: DeleteChannelRequest; output: Record<string, never> };
  DeletePlaybackKeyPair: {
    input: DeletePlaybackKeyPairRequest;
    output: DeletePlaybackKeyPairResponse;
  };
  DeletePlaybackRestrictionPolicy: {
    input: DeletePlaybackRestrictionPolicyRequest;
    output: Record<string, never>;
  };
  DeleteRecordingConfiguration: {
    input: DeleteRecordingConfigurationRequest;
    output: Record<string, never>;
  };
  DeleteStreamKey: { input: DeleteStreamKeyRequest; output: Record<string, never> };
  GetAdConfiguration: { input: GetAdConfigurationRequest; output: GetAdConfigurationResponse };
  GetChannel: { input: GetChannelRequest; output: GetChannelResponse };
  GetPlaybackKeyPair: { input: GetPlaybackKeyPairRequest; output: GetPlaybackKeyPairResponse };
  GetPlaybackRestrictionPolicy: {
    input: GetPlaybackRestrictionPolicyRequest;
    output: GetPlaybackRestrictionPolicyResponse;
  };
  GetRecordingConfiguration: {
    input: GetRecordingConfigurationRequest;
    output: GetRecordingConfigurationResponse;
  };
  GetStream: { input: GetStreamRequest; output: GetStreamResponse };
  GetStreamKey: { input: GetStreamKeyRequest; output: GetStreamKeyResponse };
  GetStreamSession: { input: GetStreamSessionRequest; output: GetStreamSessionResponse };
  ImportPlaybackKeyPair: {
    input: ImportPlaybackKeyPairRequest;
    output: ImportPlaybackKeyPairResponse;
  };
  InsertAdBreak: { input: InsertAdBreakRequest; output: InsertAdBreakResponse };
  ListAdConfigurations: {
    input: ListAdConfigurationsRequest;
    output: ListAdConfigurationsResponse;
  };
  ListChannels: { input: ListChannelsRequest; output: ListChannelsResponse };
  ListPlaybackKeyPairs: {
    input: ListPlaybackKeyPairsRequest;
    output: ListPlaybackKeyPairsResponse;
  };
  ListPlaybackRestrictionPolicies: {
    input: ListPlaybackRestrictionPoliciesRequest;
    output: ListPlaybackRestrictionPoliciesResponse;
  };
  ListRecordingConfigurations: {
    input: ListRecordingConfigurationsRequest;
    output: ListRecordingConfigurationsResponse;
  };
  ListStreamKeys: { input: ListStreamKeysRequest; output: ListStreamKeysResponse };
  ListStreamSessions: { input: ListStreamSessionsRequest; output: ListStreamSessionsResponse };
  ListStreams: { input: ListStreamsRequest; output: ListStreamsResponse };
  ListTagsForResource: { input: ListTagsForResourceRequest; output: ListTagsForResourceResponse };
  PutMetadata: { input: PutMetadataRequest; output: Record<string, never> };
  StartViewerSessionRevocation: {
    input: StartViewerSessionRevocationRequest;
    output: StartViewerSessionRevocationResponse;
  };
  StopStream: { input: StopStreamRequest; output: StopStreamResponse };
  TagResource: { input: TagResourceRequest; output: TagResourceResponse };
  UntagResource: { input: UntagResourceRequest; output: UntagResourceResponse };
  UpdateAdConfiguration: {
    input: UpdateAdConfigurationRequest;
    output: UpdateAdConfigurationResponse;
  };
  UpdateChannel: { input: UpdateChannelRequest; output: UpdateChannelResponse };
  UpdatePlaybackRestrictionPolicy: {
    input: UpdatePlaybackRestrictionPolicyRequest;
    output: UpdatePlaybackRestrictionPolicyResponse;
  };
}
