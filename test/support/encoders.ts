import { ControlError } from '../../src/simulator/index.ts';
import type { IvsWorld } from './ivs/world.ts';

export type EncoderStep = 'connect' | 'start' | 'disconnect' | 'starve' | 'fail' | 'takeOver';

type World = Pick<IvsWorld, 'simulator' | 'channel' | 'newest' | 'connect'>;

const STEPS: Record<EncoderStep, (world: World, arn: string, streamId: string) => void> = {
  connect: (world, arn) => void world.connect(arn),
  start: ({ simulator }, _arn, streamId) => void simulator.recoverEncoder(streamId),
  disconnect: ({ simulator }, _arn, streamId) => void simulator.disconnectEncoder(streamId),
  starve: ({ simulator }, _arn, streamId) => void simulator.starveEncoder(streamId),
  fail: ({ simulator }, _arn, streamId) => void simulator.failStream(streamId),
  takeOver({ simulator, channel, newest }, arn) {
    const streamKey = channel(arn)?.streamKeys[0]?.value ?? 'no key';
    // Each takeover is an event, so each encoder has a higher priority than the one before.
    const priority = 1 + (newest(arn)?.events.length ?? 0);
    simulator.connectEncoder({ streamKey, priority });
  },
};

/**
 * An encoder of a random run does something. If it cannot, because no encoder is connected or IVS refuses it, nothing
 * happens.
 *
 * - `connect`: it sends no media yet, so the stream starts with `start`
 * - `takeOver`: it replaces the connected encoder; without one, it goes live
 */
export function tryEncoder(world: World, arn: string, step: EncoderStep): void {
  try {
    STEPS[step](world, arn, world.newest(arn)?.streamId ?? '');
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
  }
}
