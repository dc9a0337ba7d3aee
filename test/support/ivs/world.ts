import {
  createSimulator,
  type IvsEventBridgeEvent,
  type SessionState,
  type SimulatorOptions,
} from '../../../src/simulator/index.ts';
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
  const ivs = simulatedIvs(sdk);
  const channel = (arn: string) => simulator.channels({ channelArn: arn })[0];
  const newest = (arn: string): SessionState | undefined =>
    simulator.sessions({ channelArn: arn })[0];
  const connectedId = (arn: string): string => {
    const session = newest(arn);
    if (session && session.disconnectedAt === undefined) return session.streamId;
    throw new Error(`no encoder is connected to ${arn}`);
  };
  const connect = (arn: string): string => {
    const streamKey = channel(arn)?.streamKeys[0]?.value ?? 'no key';
    return simulator.connectEncoder({ streamKey }, { silent: true }).streamId;
  };
  const startStream = (arn: string): void => {
    simulator.recoverEncoder(connectedId(arn));
  };
  return {
    ...{ clock, simulator, sdk, ivs, requests, changes, channel, newest },
    /** Events that have been published and not been taken. */
    events,
    /** The operations that were requested so far, in order. */
    operations: () => requests.map(({ operation }) => operation),
    /** @returns the ARN of a new channel with one stream key */
    async createChannel(tags: Record<string, string> = {}, name = ''): Promise<string> {
      const answer = await simulator.call<{ channel: { arn: string } }>('CreateChannel', {
        tags,
        name,
      });
      return answer.channel.arn;
    },
    /** Sets tags; `undefined` removes one. */
    async tag(resourceArn: string, tags: Record<string, string | undefined>): Promise<void> {
      const set = Object.entries(tags).filter(([, value]) => value !== undefined);
      const tagKeys = Object.keys(tags).filter((key) => tags[key] === undefined);
      if (tagKeys.length > 0) await simulator.call('UntagResource', { resourceArn, tagKeys });
      if (set.length > 0)
        await simulator.call('TagResource', { resourceArn, tags: Object.fromEntries(set) });
    },
    keyArns: (arn: string): string[] => (channel(arn)?.streamKeys ?? []).map((key) => key.arn),
    /**
     * An encoder connects, and sends no media yet: the session is created, and the stream has not started. IVS ends
     * such a session after 30 s; here, only with the option `delays.starvationTimeoutMs`.
     *
     * @returns the stream id
     * @throws ControlError if IVS refuses the encoder
     */
    connect,
    /** The connected encoder sends media: the stream starts. */
    startStream,
    /** An encoder connects, and its stream starts. @returns the stream id */
    goLive(arn: string): string {
      const streamId = connect(arn);
      startStream(arn);
      return streamId;
    },
    /** The encoder disconnects: the stream and its session end. */
    endStream(arn: string): void {
      simulator.disconnectEncoder(connectedId(arn));
    },
  };
}

export type IvsWorld = ReturnType<typeof ivsWorld>;
