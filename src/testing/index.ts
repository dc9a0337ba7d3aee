// The exports of the package `ivs-autopilot/testing`.

export type { TestChannel, TestEncoder, WaitOptions } from './channel.ts';
export type { Duration } from './clock/duration.ts';
export type { IvsClientConfig, IvsEnvironment } from './connection.ts';
export type { EventHandler } from './deliveries.ts';
export { ExpectationError, TestSetupError } from './errors.ts';
export { eventName } from './event-name.ts';
export type { TestSimulatorOptions, UseSimulatorOptions } from './options.ts';
export type { TestHooks } from './runner/hooks.ts';
export type { NewChannel, NewRecordingConfiguration, TestSimulator } from './test-simulator.ts';
export { EVENT_KINDS, type EventKindName } from './trigger/kinds.ts';
export { type TriggerDetails, trigger } from './trigger/trigger.ts';
export { startTestSimulator, useSimulator } from './use-simulator.ts';
