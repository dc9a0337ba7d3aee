import { RESOURCE_QUOTAS } from '../../simulator/quotas/resource-quotas.ts';
import {
  type EventRecording,
  type EventStream,
  limitBreachDetail,
  recordingMembers,
  type StreamEventType,
  streamDetail,
} from '../../simulator/streams/event-forms.ts';
import type {
  AccountLimit,
  EventDetailType,
  HealthChangeName,
  RecordingStatus,
  StateChangeName,
  TakeoverErrorCode,
} from '../../simulator/streams/event-names.ts';
import { SESSION_END_CODES } from '../../simulator/streams/event-names.ts';
import type { Track } from '../../simulator/streams/ingest.ts';
import { ingestBreaches, type LimitExcess } from '../../simulator/streams/limits.ts';

/** What the detail of an event is made from. */
export interface DetailSource {
  stream: EventStream;
  recording: EventRecording;
  /** Absent: the default of the kind. */
  code?: string | undefined;
  reason?: string | undefined;
}

/** One kind of event that IVS sends. */
export interface EventKind {
  /** The name of the event in its `detail`. */
  name: string;
  type: EventDetailType;
  /** When IVS sends it. */
  when: string;
  /** The values that `code` may have; absent for an event without a code. */
  codes?: readonly string[];
  /** Whether the event may have a reason. */
  hasReason?: boolean;
  /** Whether the event is about the account, and names no channel. */
  isOfAccount?: boolean;
  detail(source: DetailSource): Record<string, unknown>;
}

const TAKEOVER_ERROR_CODES: readonly TakeoverErrorCode[] = [
  'StreamTakeoverInvalidPriority',
  'StreamTakeoverMediaMismatch',
  'StreamTakeoverLimitBreached',
];
/** What the simulator says as well. */
const FAILURE_REASON = 'Transcode capacity exceeded. Please try again.';
const RECORDING_FAILURE_REASON = 'InternalServerException';
/** An hour. */
const RECORDED_MS = 3_600_000;

/** All kinds of events that IVS sends. */
export const EVENT_KINDS = {
  'session-created': stateChange(
    'Session Created',
    'An encoder connected, and its stream key was accepted.',
  ),
  'stream-start': stateChange('Stream Start', 'The stream is live: viewers can watch it.'),
  'stream-takeover': stateChange(
    'Stream Takeover',
    'An encoder with a higher priority took over the stream.',
  ),
  'stream-takeover-failure': {
    ...stateChange(
      'Stream Takeover Failure',
      'An encoder tried to take over the stream, and was refused.',
    ),
    codes: TAKEOVER_ERROR_CODES,
    detail: ({ stream, code = TAKEOVER_ERROR_CODES[0] }) =>
      streamDetail('IVS Stream State Change', 'Stream Takeover Failure', stream, { code }),
  },
  'stream-failure': {
    ...stateChange('Stream Failure', 'The stream failed, and is offline at once.'),
    hasReason: true,
    detail: ({ stream, reason = FAILURE_REASON }) =>
      streamDetail('IVS Stream State Change', 'Stream Failure', stream, { reason }),
  },
  'session-ended': {
    ...stateChange(
      'Session Ended',
      'The encoder disconnected. With a code: IVS ended the session for that reason.',
    ),
    codes: SESSION_END_CODES,
  },
  'stream-end': stateChange('Stream End', 'The stream ended.'),
  'starvation-start': healthChange('Starvation Start', 'The encoder stopped sending data.'),
  'starvation-end': healthChange('Starvation End', 'The encoder sends data again.'),
  'limit-ingest-bitrate': ingestLimit('The bitrate of the stream is over the limit.', {
    targetBitrate: 9_812_000,
  }),
  'limit-ingest-resolution-total-pixels': ingestLimit(
    'The picture of the stream has more pixels than the limit.',
    { videoWidth: 2_560, videoHeight: 1_440 },
  ),
  'limit-ingest-resolution-pixels-per-edge': ingestLimit(
    'An edge of the picture of the stream is longer than the limit.',
    { videoWidth: 2_560, videoHeight: 720 },
  ),
  'limit-concurrent-broadcasts': accountLimit(
    'Concurrent Broadcasts',
    'The account has more live streams than its quota.',
    { value: RESOURCE_QUOTAS.concurrentStreams, unit: 'active streams', exceededBy: 1 },
  ),
  'limit-concurrent-viewers': accountLimit(
    'Concurrent Viewers',
    'The account has more viewers than its quota.',
    { value: RESOURCE_QUOTAS.concurrentViewers, unit: 'viewers', exceededBy: 212 },
  ),
  'recording-start': recordingChange('Recording Start', 'The recording of the stream started.'),
  'recording-end': recordingChange(
    'Recording End',
    'The recording ended, and its files are complete.',
    {
      recording_duration_ms: RECORDED_MS,
    },
  ),
  'recording-start-failure': {
    ...recordingChange('Recording Start Failure', 'The recording did not start.'),
    hasReason: true,
    detail: ({ stream, recording, reason }) =>
      recordingFailure('Recording Start Failure', stream, { ...recording, prefix: '' }, reason),
  },
  'recording-end-failure': {
    ...recordingChange(
      'Recording End Failure',
      'The recording ended, and its files are not complete.',
    ),
    hasReason: true,
    detail: ({ stream, recording, reason }) =>
      recordingFailure('Recording End Failure', stream, recording, reason),
  },
} satisfies Record<string, EventKind>;

/** The name of a kind of event, such as `stream-end`. */
export type EventKindName = keyof typeof EVENT_KINDS;

/** @returns whether events of this kind name no channel and no stream; false for an unknown kind */
export function isAboutAccount(kind: string): boolean {
  const kinds = new Map<string, EventKind>(Object.entries(EVENT_KINDS));
  return kinds.get(kind)?.isOfAccount ?? false;
}

function stateChange(name: StateChangeName, when: string): EventKind {
  return streamKind('IVS Stream State Change', name, when);
}

function healthChange(name: HealthChangeName, when: string): EventKind {
  return streamKind('IVS Stream Health Change', name, when);
}

function streamKind(type: StreamEventType, name: string, when: string): EventKind {
  return {
    ...{ name, type, when },
    detail: ({ stream, code }) =>
      streamDetail(type, name, stream, code === undefined ? {} : { code }),
  };
}

function recordingChange(
  name: RecordingStatus,
  when: string,
  extra: Record<string, unknown> = {},
): EventKind {
  return {
    ...{ name, type: 'IVS Recording State Change' as const, when },
    detail: ({ stream, recording }) =>
      streamDetail('IVS Recording State Change', name, stream, recordingMembers(recording, extra)),
  };
}

function recordingFailure(
  name: RecordingStatus,
  stream: EventStream,
  recording: EventRecording,
  reason: string = RECORDING_FAILURE_REASON,
): Record<string, unknown> {
  const members = recordingMembers(recording, { recording_status_reason: reason });
  return streamDetail('IVS Recording State Change', name, stream, members);
}

/** @param track what an encoder sends to a channel of type STANDARD */
function ingestLimit(when: string, track: Track): EventKind {
  const [breach] = ingestBreaches({ type: 'STANDARD' }, { video: [track] });
  if (!breach) throw new Error(`${when} This track is within the limits.`);
  const { name, ...excess } = breach;
  return {
    ...{ name, type: 'IVS Limit Breach' as const, when },
    detail: ({ stream }) => limitBreachDetail('limit_name', name, excess, stream),
  };
}

function accountLimit(name: AccountLimit, when: string, excess: LimitExcess): EventKind {
  return {
    ...{ name, type: 'IVS Limit Breach' as const, when, isOfAccount: true },
    detail: () => limitBreachDetail('limit_name', name, excess),
  };
}
