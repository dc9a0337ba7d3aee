import type { EncoderRequest } from '../../../src/simulator/index.ts';
import type { NextIds } from './scripted-ids.ts';

/** One step towards the state in which an example is run. */
export type Step =
  | { call: string; input?: object; ids?: NextIds }
  /** ImportPlaybackKeyPair with a new key of this name. */
  | { playbackKey: string; ids: NextIds }
  /** An encoder connects with the key of this id, and goes live. */
  | { connect: string; encoder?: Partial<EncoderRequest>; ids?: NextIds }
  /** An encoder is refused with the key of this id. */
  | { refuse: string; encoder: Partial<EncoderRequest> }
  /** The encoder of this stream disconnects, and its stream ends. */
  | { disconnect: string }
  | { viewers: number; of: string }
  | { streamKeysPerChannel: number };

const arn = (type: string, id: string): string =>
  `arn:aws:ivs:us-west-2:123456789012:${type}/${id}`;

/** The ids in the examples. */
const CHANNEL = 'abcdABCDefgh';
const SECOND_CHANNEL = 'efghEFGHijkl';
const RECORDING = 'ABCD12cdEFgh';
const SECOND_RECORDING = 'ABcdef34ghIJ';
const POLICY = 'ABcdef34ghIJ';
const KEY = 'skSKABCDefgh';
const STREAM = 'st-ABCDEfghij01234KLMN5678';

const tags = { key1: 'value1', key2: 'value2' };
const multitrackInputConfiguration = {
  enabled: true,
  maximumResolution: 'FULL_HD',
  policy: 'ALLOW',
};

const channel = (input: object = {}, id = CHANNEL, key = KEY): Step => ({
  call: 'CreateChannel',
  input: { name: 'channel-1', ...input },
  ids: { channel: id, 'stream-key': key },
});
const recording = (id: string, input: object = {}): Step => ({
  call: 'CreateRecordingConfiguration',
  input: {
    name: 'test-recording-config',
    destinationConfiguration: { s3: { bucketName: 'demo-recording-bucket' } },
    ...input,
  },
  ids: { 'recording-configuration': id },
});
const detailedRecording = recording(SECOND_RECORDING, {
  recordingReconnectWindowSeconds: 60,
  tags,
  renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] },
  thumbnailConfiguration: {
    recordingMode: 'INTERVAL',
    targetIntervalSeconds: 1,
    resolution: 'LOWEST_RESOLUTION',
    storage: ['LATEST'],
  },
});
const policy: Step = {
  call: 'CreatePlaybackRestrictionPolicy',
  input: {
    name: 'test-playback-restriction-policy',
    allowedCountries: ['US', 'MX'],
    allowedOrigins: ['https://www.website1.com', 'https://www.website2.com'],
    enableStrictOriginEnforcement: true,
    tags,
  },
  ids: { 'playback-restriction-policy': POLICY },
};
const recordingConfigurationArn = arn('recording-configuration', RECORDING);
const playbackRestrictionPolicyArn = arn('playback-restriction-policy', POLICY);
const live: Step[] = [
  channel(),
  { connect: KEY, ids: { stream: STREAM } },
  { viewers: 1, of: CHANNEL },
];
const twoChannels: Step[] = [
  recording(RECORDING),
  policy,
  channel({ recordingConfigurationArn }),
  channel({ name: 'channel-2', playbackRestrictionPolicyArn }, SECOND_CHANNEL, 'skSKIJKLmnop'),
];
const playbackKey: Step = {
  playbackKey: 'my-playback-key',
  ids: { 'playback-key': 'abcd1234efgh' },
};
const testChannel = (name: string, input: object = {}): Step[] => [
  recording(RECORDING),
  policy,
  channel({ name, ...input }),
];

/** The steps before each example. */
export const SET_UP: Record<string, readonly Step[]> = {
  'batch-get-channel 1': [
    recording(RECORDING),
    policy,
    channel({ recordingConfigurationArn }),
    channel(
      {
        name: 'channel-2',
        playbackRestrictionPolicyArn,
        containerFormat: 'FRAGMENTED_MP4',
        multitrackInputConfiguration,
      },
      SECOND_CHANNEL,
    ),
  ],
  'batch-get-stream-key 1': [
    { streamKeysPerChannel: 2 },
    channel(),
    {
      call: 'CreateStreamKey',
      input: { channelArn: arn('channel', CHANNEL) },
      ids: { 'stream-key': 'skSKIJKLmnop' },
    },
  ],
  'batch-start-viewer-session-revocation 1': [],
  'create-channel 1': [],
  'create-channel 2': [recording(RECORDING)],
  'create-channel 3': [policy],
  'create-channel 4': [],
  'create-playback-restriction-policy 1': [],
  'create-recording-configuration 1': [],
  'create-stream-key 1': [
    channel(),
    { call: 'DeleteStreamKey', input: { arn: arn('stream-key', KEY) } },
  ],
  'delete-channel 1': [channel()],
  'delete-playback-key-pair 1': [playbackKey],
  'delete-playback-restriction-policy 1': [policy],
  'delete-recording-configuration 1': [detailedRecording],
  'delete-stream-key 1': [channel({}, CHANNEL, 'g1H2I3j4k5L6')],
  'get-channel 1': [channel()],
  'get-playback-key-pair 1': [playbackKey],
  'get-playback-restriction-policy 1': [policy],
  'get-recording-configuration 1': [detailedRecording],
  'get-stream-key 1': [channel()],
  'get-stream-session 1': [
    detailedRecording,
    channel({
      name: 'mychannel',
      recordingConfigurationArn: arn('recording-configuration', SECOND_RECORDING),
    }),
    {
      connect: KEY,
      ids: { stream: STREAM },
      encoder: {
        ingest: {
          video: {
            avcProfile: 'Baseline',
            avcLevel: '4.2',
            codec: 'avc1.42C02A',
            encoder: 'Lavf58.45.100',
            targetBitrate: 8_500_000,
            targetFramerate: 60,
            videoHeight: 1_080,
            videoWidth: 1_920,
          },
          audio: { channels: 2, codec: 'mp4a.40.2', sampleRate: 8_000, targetBitrate: 46_875 },
        },
      },
    },
    { connect: KEY, encoder: { priority: 2 } },
    { refuse: KEY, encoder: { priority: 1 } },
  ],
  'get-stream 1': live,
  'import-playback-key-pair 1': [],
  'list-channels 1': twoChannels,
  'list-channels 2': twoChannels,
  'list-channels 3': twoChannels,
  'list-playback-key-pairs 1': [
    { playbackKey: 'test-key-0', ids: {} },
    { playbackKey: 'test-key-1', ids: {} },
  ],
  'list-playback-restriction-policies 1': [policy],
  'list-recording-configurations 1': [1, 2].map((number) =>
    recording(number === 1 ? SECOND_RECORDING : 'CD12abcdGHIJ', {
      name: `test-recording-config-${number}`,
      destinationConfiguration: { s3: { bucketName: `demo-recording-bucket-${number}` } },
    }),
  ),
  'list-stream-keys 1': [channel()],
  'list-stream-sessions 1': [
    channel(),
    ...Array.from({ length: 26 }, (_, index): Step[] => {
      const stream = `st-${String(index).padStart(23, 'A')}`;
      return [{ connect: KEY, ids: { stream } }, { disconnect: stream }];
    }).flat(),
  ],
  'list-streams 1': live,
  'list-tags-for-resource 1': [channel({ tags })],
  'put-metadata 1': live,
  'start-viewer-session-revocation 1': [channel()],
  'stop-stream 1': live,
  'tag-resource 1': [channel()],
  'untag-resource 1': [channel({ tags: { tagkey1: 'tagvalue1', tagkey2: 'tagvalue2' } })],
  'update-channel 1': [channel({ name: 'before' })],
  'update-channel 2': testChannel('test-channel-with-recording'),
  'update-channel 3': testChannel('test-channel-with-recording', { recordingConfigurationArn }),
  'update-channel 4': testChannel('test-channel-with-playback-restriction-policy'),
  'update-channel 5': testChannel('test-channel-with-playback-restriction-policy', {
    playbackRestrictionPolicyArn,
  }),
  'update-channel 6': testChannel('test-channel-with-multitrack'),
  'update-channel 7': testChannel('test-channel-with-multitrack', {
    containerFormat: 'FRAGMENTED_MP4',
    multitrackInputConfiguration,
  }),
  'update-playback-restriction-policy 1': [policy],
};
