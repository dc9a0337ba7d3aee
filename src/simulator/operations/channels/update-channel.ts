import { operation } from '../operation.ts';
import {
  type ChannelInput,
  channelOf,
  presetOf,
  requireOffline,
  requireReferences,
} from './channel.ts';

type Input = ChannelInput & { arn: string };

/** Members left out stay as they are. */
export const updateChannel = operation<Input>('UpdateChannel', (input, world) => {
  const before = channelOf(world, input.arn);
  if (world.settings.refuseUpdateWhileLive) requireOffline(world, input.arn);
  requireReferences(world, input);
  const changed = { ...before, ...input };
  const channel = { ...changed, preset: presetOf(changed.type, changed.preset) };
  world.state.channels.set(channel.arn, channel);
  return { channel };
});
