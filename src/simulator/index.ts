// The exports of the package `ivs-autopilot/simulator`.

export { type Cancel, type ManualClock, manualClock, realClock, type SimClock } from './clock.ts';
export { ConnectionCutError, ControlError, ServiceError } from './errors.ts';
export {
  type EventBridgeTarget,
  type EventBridgeTargetOptions,
  eventBridgeTarget,
} from './events/event-bridge.ts';
/** The structures of the requests and answers of IVS: `Ivs.Channel`. */
export type * as Ivs from './model/service-types.ts';
export { REAL_DELAYS } from './options.ts';
export type { RtmpOptions } from './rtmp/options.ts';
export { type RtmpListener, startRtmp } from './rtmp/server.ts';
export { startSimulator } from './server.ts';
export { createSimulator } from './simulator.ts';
export { SESSION_END_CODES, type SessionEndCode } from './streams/event-names.ts';
export type * from './types/cues.ts';
export type * from './types/encoders.ts';
export type * from './types/event.ts';
export type * from './types/faults.ts';
export type * from './types/options.ts';
export type * from './types/plain.ts';
export type * from './types/planted.ts';
export type * from './types/policies.ts';
export type * from './types/quotas.ts';
export type * from './types/report.ts';
export type * from './types/requests.ts';
export type * from './types/simulator.ts';
export type * from './types/state.ts';
