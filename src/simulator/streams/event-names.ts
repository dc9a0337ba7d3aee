// The names of EventBridge events of IVS, as far as the simulator publishes them.

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

/** Limits of the account that an event IVS Limit Breach may name. */
export type AccountLimit = 'Concurrent Broadcasts' | 'Concurrent Viewers';
