import { playbackUrl } from '../../playback/paths.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import type { Channel, ResourceTags } from '../../state/resources.ts';
import { operation, requireQuota } from '../operation.ts';
import { newStreamKey } from '../stream-keys/stream-key.ts';
import { refuseReservedTags } from '../tags/tags.ts';
import { type ChannelInput, presetOf, requireReferences } from './channel.ts';
import { newMultitrackInput, requireMultitrackFits } from './multitrack-input.ts';

type CreateChannelRequest = ChannelInput & { tags?: ResourceTags };

const INGEST_DOMAIN = 'global-contribute.live-video.net';
const PASSPHRASE_CHARACTERS = 30;

export const createChannel = operation<CreateChannelRequest>('CreateChannel', (input, service) => {
  refuseReservedTags(input.tags);
  requireReferences(service, input);
  const channel = newChannel(input, service, service.ids.arn('channel'));
  requireMultitrackFits(channel);
  requireQuota(service, 'channels', {
    operation: 'CreateChannel',
    used: service.resources.channels.size,
  });
  service.resources.channels.set(channel.arn, channel);
  return { channel, streamKey: newStreamKey(service, channel.arn) };
});

/** Makes a channel with this ARN, and the usual settings for members that are absent. Does not store it. */
export function newChannel(
  input: CreateChannelRequest,
  { ids, settings }: SimulatedService,
  arn: string,
): Channel {
  const { type = 'STANDARD' } = input;
  return {
    arn,
    name: input.name ?? '',
    latencyMode: input.latencyMode ?? 'LOW',
    type,
    recordingConfigurationArn: input.recordingConfigurationArn ?? '',
    ingestEndpoint: `${ids.subdomain}.${INGEST_DOMAIN}`,
    playbackUrl: playbackUrl(arn, settings, ids),
    authorized: input.authorized ?? false,
    tags: input.tags ?? {},
    insecureIngest: input.insecureIngest ?? false,
    preset: presetOf(type, input.preset),
    srt: {
      endpoint: `${ids.subdomain}.srt.live-video.net`,
      passphrase: ids.secret(PASSPHRASE_CHARACTERS),
    },
    playbackRestrictionPolicyArn: input.playbackRestrictionPolicyArn ?? '',
    containerFormat: input.containerFormat ?? 'TS',
    adConfigurationArn: input.adConfigurationArn ?? '',
    multitrackInputConfiguration: newMultitrackInput(input.multitrackInputConfiguration),
  };
}
