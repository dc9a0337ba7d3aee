import { operation } from '../operation.ts';
import {
  type ChannelInput,
  channelOf,
  presetOf,
  requireOffline,
  requireReferences,
} from './channel.ts';
import { requireMultitrackFits } from './multitrack-input.ts';

type UpdateChannelRequest = ChannelInput & { arn: string };

/** Absent members stay the same, also those of the multitrack input configuration. */
export const updateChannel = operation<UpdateChannelRequest>('UpdateChannel', (input, service) => {
  const before = channelOf(service, input.arn);
  if (service.settings.refuseUpdateWhileLive) requireOffline(service, input.arn);
  requireReferences(service, input);
  const multitrackInputConfiguration = {
    ...before.multitrackInputConfiguration,
    ...input.multitrackInputConfiguration,
  };
  const changed = { ...before, ...input, multitrackInputConfiguration };
  const channel = { ...changed, preset: presetOf(changed.type, changed.preset) };
  requireMultitrackFits(channel);
  service.resources.channels.set(channel.arn, channel);
  return { channel };
});
