// The names and codes of EventBridge events of IVS, as far as the simulator publishes them.

export type EventDetailType =
  | 'IVS Stream State Change'
  | 'IVS Stream Health Change'
  | 'IVS Limit Breach'
  | 'IVS Recording State Change';

export type StateChangeName =
  | 'Session Created'
  | 'Stream Start'
  | 'Stream Takeover'
  | 'Stream Takeover Failure'
  | 'Stream Failure'
  | 'Session Ended'
  | 'Stream End';

export type HealthChangeName = 'Starvation Start' | 'Starvation End';

export type RecordingStatus =
  | 'Recording Start'
  | 'Recording End'
  | 'Recording Start Failure'
  | 'Recording End Failure';

/** Limits of the account that an event IVS Limit Breach may name. */
export type AccountLimit = 'Concurrent Broadcasts' | 'Concurrent Viewers';

/**
 * The codes that Session Ended may have. All of them are about multitrack input.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_StreamEvent.html
 */
export const SESSION_END_CODES = [
  'MultitrackInputNotAllowed',
  'MultitrackInputRequired',
  'InvalidGetClientConfigurationStreamKey',
  'GetClientConfigurationStreamKeyRequired',
  'InvalidMultitrackInputTrackCount',
  'InvalidMultitrackInputVideoTrackMediaProperties',
] as const;
export type SessionEndCode = (typeof SESSION_END_CODES)[number];

/** The codes of Stream Takeover Failure. */
export type TakeoverErrorCode =
  | 'StreamTakeoverInvalidPriority'
  | 'StreamTakeoverMediaMismatch'
  | 'StreamTakeoverLimitBreached';
