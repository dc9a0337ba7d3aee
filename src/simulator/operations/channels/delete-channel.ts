import { operation } from '../operation.ts';
import { channelOf, requireOffline } from './channel.ts';

/** Deletes a channel and its stream keys. Its stream sessions stay. */
export const deleteChannel = operation<{ arn: string }>('DeleteChannel', ({ arn }, world) => {
  channelOf(world, arn);
  requireOffline(world, arn);
  const { state, streams, viewers } = world;
  streams.abandon(arn);
  for (const key of state.streamKeys.ofChannel(arn)) state.streamKeys.delete(key.arn);
  state.channels.delete(arn);
  viewers.forget(arn);
});
