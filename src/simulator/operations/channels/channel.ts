import { notFound, serviceError } from '../../model/service-error.ts';
import type { Channel, MultitrackInputConfiguration } from '../../state/resources.ts';
import { isOnAir } from '../../streams/session.ts';
import type { World } from '../../world.ts';
import { find } from '../find.ts';

/** What CreateChannel and UpdateChannel may say about a channel. */
export interface ChannelInput {
  name?: string;
  latencyMode?: string;
  type?: string;
  authorized?: boolean;
  recordingConfigurationArn?: string;
  insecureIngest?: boolean;
  preset?: string;
  playbackRestrictionPolicyArn?: string;
  multitrackInputConfiguration?: MultitrackInputConfiguration;
  containerFormat?: string;
  adConfigurationArn?: string;
}

/** @throws ServiceError ResourceNotFoundException */
export function channelOf({ state }: World, arn: string): Channel {
  return find(state.channels, arn);
}

/** Only channels of an ADVANCED type have a transcode preset. */
export function presetOf(type: string, preset: string | undefined): string {
  if (!type.startsWith('ADVANCED')) return '';
  return preset || 'HIGHER_BANDWIDTH_DELIVERY';
}

/** @throws ServiceError ResourceNotFoundException for a resource that the channel is to refer to */
export function requireReferences({ state }: World, input: ChannelInput): void {
  const { recordingConfigurationArn, playbackRestrictionPolicyArn, adConfigurationArn } = input;
  const references = [
    { arn: recordingConfigurationArn, home: state.recordingConfigurations },
    { arn: playbackRestrictionPolicyArn, home: state.playbackRestrictionPolicies },
    { arn: adConfigurationArn, home: state.adConfigurations },
  ];
  for (const { arn, home } of references) if (arn && !home.get(arn)) throw notFound(arn);
}

/** @throws ServiceError ConflictException while viewers can watch the channel */
export function requireOffline({ sessions }: World, arn: string): void {
  if (!isOnAir(sessions.activeOf(arn))) return;
  throw serviceError('ConflictException', `Channel: ${arn} is live. Stop the stream first`);
}

/** The channel as lists show it. */
export function channelSummary(channel: Channel): object {
  const { arn, name, latencyMode, authorized, recordingConfigurationArn, tags } = channel;
  const { insecureIngest, type, preset, playbackRestrictionPolicyArn, adConfigurationArn } =
    channel;
  return {
    arn,
    name,
    latencyMode,
    authorized,
    recordingConfigurationArn,
    tags,
    insecureIngest,
    type,
    preset,
    playbackRestrictionPolicyArn,
    adConfigurationArn,
  };
}
