import { expect, onTestFinished } from 'vitest';
import {
  type IvsEventBridgeEvent,
  manualClock,
  type RtmpOptions,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/index.ts';
import { namesOf, START } from '../support.ts';
import { connectEncoder, type TestEncoder } from './encoder.ts';

/** Starts the simulator with its RTMP listener, on a clock that only the test moves. */
export async function startIngest(options: SimulatorOptions = {}, rtmp: RtmpOptions = {}) {
  const clock = manualClock(START);
  const events: IvsEventBridgeEvent[] = [];
  const simulator = await startSimulator({
    clock,
    seed: 11,
    quotas: { enforce: false },
    emit: (event) => events.push(event),
    rtmp: { port: 0, ...rtmp },
    ...options,
  });
  onTestFinished(() => simulator.close());
  const endpoint = simulator.rtmpEndpoint ?? '';
  return {
    simulator,
    clock,
    endpoint,
    names: () => namesOf(events),
    connect: (): Promise<TestEncoder> => connectEncoder(endpoint),
    /** @returns the detail of the last event */
    detail: () => events.at(-1)?.detail,
    async channel(input: object = {}) {
      const { channel, streamKey } = await simulator.call<{
        channel: { arn: string };
        streamKey: { value: string; arn: string };
      }>('CreateChannel', { name: 'show', ...input });
      return { channelArn: channel.arn, key: streamKey.value, keyArn: streamKey.arn };
    },
    async session(channelArn: string) {
      const { streamSession } = await simulator.call<{
        streamSession: { streamId: string; ingestConfiguration: Record<string, unknown> };
      }>('GetStreamSession', { channelArn });
      return streamSession;
    },
  };
}

/** Waits until a value that depends on received bytes is as expected. */
export const eventually = (read: () => unknown) =>
  expect.poll(read, { timeout: 10_000, interval: 5 });
