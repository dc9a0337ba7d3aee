import { operation } from '../operation.ts';
import { channelOf, requireOffline } from './channel.ts';

/** Deletes a channel with its stream keys. Its stream sessions stay. */
export const deleteChannel = operation<{ arn: string }>('DeleteChannel', ({ arn }, service) => {
  channelOf(service, arn);
  requireOffline(service, arn);
  const { resources, streams, viewers } = service;
  streams.disconnectChannel(arn);
  for (const key of resources.streamKeys.ofChannel(arn)) resources.streamKeys.delete(key.arn);
  resources.channels.delete(arn);
  viewers.deleteChannel(arn);
});
