import {
  createSimulator,
  type IvsEventBridgeEvent,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
import { accountOf } from './account.ts';
import { encodersOf } from './encoders.ts';
import { type IvsChange, recordRequests } from './record-requests.ts';
import { simulatedIvs } from './simulated-ivs.ts';
import { type TestClock, testClock } from './test-clock.ts';

export interface IvsWorldOptions extends Omit<SimulatorOptions, 'clock' | 'emit'> {
  /** When the world begins. Default noon of 21 November 2026. */
  start?: number | string;
  clock?: TestClock;
  /** Called with each request that changes something. */
  onChange?: (change: IvsChange) => void;
}

/** A stream starts and ends when the test says so. The longest delay is that of a timer of Node.js. */
const AT_ONCE = {
  ...{ streamStartMs: 0, sessionEndMs: 0, streamEndMs: 0, reconnectMs: 0 },
  starvationTimeoutMs: 2 ** 31 - 1,
};

/**
 * A simulator in this process, with the client that our code uses, and what encoders and the owner of the account do.
 * Call rates are not enforced, as the client has no pace.
 */
export function ivsWorld({ start, clock: given, onChange, ...options }: IvsWorldOptions = {}) {
  const clock = given ?? testClock(start);
  const events: IvsEventBridgeEvent[] = [];
  const simulator = createSimulator({
    ...{ seed: 7, quotas: { enforce: false }, ...options },
    delays: { ...AT_ONCE, ...options.delays },
    clock,
    emit: (event) => void events.push(event),
  });
  const { sdk, requests, changes } = recordRequests(simulator, clock, onChange);
  return {
    ...accountOf(simulator),
    ...encodersOf(simulator),
    ...{ clock, simulator, sdk, ivs: simulatedIvs(sdk), requests, changes },
    /** Events that have been published and not been taken. */
    events,
    /** The operations that were requested so far, in order. */
    operations: () => requests.map(({ operation }) => operation),
  };
}

export type IvsWorld = ReturnType<typeof ivsWorld>;
