// The members of IVS's EventBridge events, retyped from what AWS publishes.

type MemberType = 'string' | 'number' | 'strings';
export type Members = Readonly<Record<string, MemberType>>;

export type DetailType =
  | 'IVS Stream State Change'
  | 'IVS Stream Health Change'
  | 'IVS Limit Breach'
  | 'IVS Recording State Change';

/**
 * The required members of `detail` by detail-type, in the schemas `aws.ivs@StreamStateChange` and so on.
 *
 * Source: the EventBridge schema registry, as in the package @aws-cdk/aws-service-spec 0.1.216.
 */
export const SCHEMA_REGISTRY: Record<DetailType, Members> = {
  'IVS Stream State Change': { channel_name: 'string', event_name: 'string', stream_id: 'string' },
  'IVS Stream Health Change': { channel_name: 'string', event_name: 'string', stream_id: 'string' },
  'IVS Limit Breach': {
    exceeded_by: 'number',
    limit: 'string',
    limit_unit: 'string',
    limit_value: 'number',
  },
  'IVS Recording State Change': {
    channel_name: 'string',
    stream_id: 'string',
    recording_status: 'string',
    recording_status_reason: 'string',
    recording_s3_bucket_name: 'string',
    recording_s3_key_prefix: 'string',
  },
};

/** One event of the user guide. */
export interface DocumentedEvent {
  type: DetailType;
  /** The member of `detail` that holds the name. */
  nameMember: 'event_name' | 'limit_name' | 'recording_status';
  name: string;
  /** Members besides the name that the event always has. */
  members: Members;
  /** Members that it may have. */
  optional?: Members;
  /** The values of members that have a list of values. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** Whether the event is about a limit of the account: then it has no channel. */
  isOfAccount?: boolean;
}

const STREAM: Members = { channel_name: 'string', stream_id: 'string' };
const LIMIT: Members = { limit_value: 'number', limit_unit: 'string', exceeded_by: 'number' };
const RECORDING: Members = {
  ...STREAM,
  recording_status_reason: 'string',
  recording_s3_bucket_name: 'string',
  recording_s3_key_prefix: 'string',
  recording_duration_ms: 'number',
  recording_session_id: 'string',
};

const state = (name: string, more: Partial<DocumentedEvent> = {}): DocumentedEvent => ({
  type: 'IVS Stream State Change',
  nameMember: 'event_name',
  name,
  members: STREAM,
  ...more,
});
const health = (name: string): DocumentedEvent => ({
  ...state(name),
  type: 'IVS Stream Health Change',
});
const limit = (name: string, units: string[], isOfAccount = false): DocumentedEvent => ({
  type: 'IVS Limit Breach',
  nameMember: 'limit_name',
  name,
  members: isOfAccount ? LIMIT : { ...LIMIT, ...STREAM },
  values: { limit_unit: units },
  isOfAccount,
});
const recording = (name: string, more: Partial<DocumentedEvent> = {}): DocumentedEvent => ({
  type: 'IVS Recording State Change',
  nameMember: 'recording_status',
  name,
  members: RECORDING,
  ...more,
});

/**
 * Every event of low-latency streaming, with the members of its example. The codes are those of StreamEvent.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_StreamEvent.html
 */
export const USER_GUIDE: readonly DocumentedEvent[] = [
  state('Session Created'),
  state('Stream Start'),
  state('Stream End'),
  state('Session Ended', {
    optional: { code: 'string' },
    values: {
      code: [
        'MultitrackInputNotAllowed',
        'MultitrackInputRequired',
        'InvalidGetClientConfigurationStreamKey',
        'GetClientConfigurationStreamKeyRequired',
        'InvalidMultitrackInputTrackCount',
        'InvalidMultitrackInputVideoTrackMediaProperties',
      ],
    },
  }),
  state('Stream Failure', { members: { ...STREAM, reason: 'string' } }),
  state('Stream Takeover'),
  state('Stream Takeover Failure', {
    members: { ...STREAM, code: 'string' },
    values: {
      code: [
        'StreamTakeoverMediaMismatch',
        'StreamTakeoverInvalidPriority',
        'StreamTakeoverLimitBreached',
      ],
    },
  }),
  health('Starvation Start'),
  health('Starvation End'),
  limit('Ingest Bitrate', ['bits per second']),
  limit('Ingest Resolution', ['total pixels', 'pixels per edge']),
  limit('Concurrent Broadcasts', ['active streams'], true),
  limit('Concurrent Viewers', ['viewers'], true),
  recording('Recording Start'),
  recording('Recording End', { optional: { recording_session_stream_ids: 'strings' } }),
  recording('Recording Start Failure'),
  recording('Recording End Failure'),
];
