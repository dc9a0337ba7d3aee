import { operation } from '../operation.ts';
import {
  type ChannelInput,
  channelOf,
  presetOf,
  requireOffline,
  requireReferences,
} from './channel.ts';

type UpdateChannelRequest = ChannelInput & { arn: string };

/** Absent members stay the same. */
export const updateChannel = operation<UpdateChannelRequest>('UpdateChannel', (input, service) => {
  const before = channelOf(service, input.arn);
  if (service.settings.refuseUpdateWhileLive) requireOffline(service, input.arn);
  requireReferences(service, input);
  const changed = { ...before, ...input };
  const channel = { ...changed, preset: presetOf(changed.type, changed.preset) };
  service.resources.channels.set(channel.arn, channel);
  return { channel };
});
