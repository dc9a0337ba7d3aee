import { notFound, serviceError } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import type { Channel, MultitrackInputConfiguration } from '../../state/resources.ts';
import { isLive } from '../../streams/stream-session.ts';
import { requireResource } from '../require-resource.ts';

/** The members that CreateChannel and UpdateChannel can set. */
export interface ChannelInput {
  name?: string;
  latencyMode?: string;
  type?: string;
  authorized?: boolean;
  recordingConfigurationArn?: string;
  insecureIngest?: boolean;
  preset?: string;
  playbackRestrictionPolicyArn?: string;
  multitrackInputConfiguration?: Partial<MultitrackInputConfiguration>;
  containerFormat?: string;
  adConfigurationArn?: string;
}

/** @throws ServiceError ResourceNotFoundException */
export function channelOf({ resources }: SimulatedService, arn: string): Channel {
  return requireResource(resources.channels, arn);
}

/** @returns the transcode preset of a channel; empty for types other than ADVANCED_… */
export function presetOf(type: string, preset: string | undefined): string {
  if (!type.startsWith('ADVANCED')) return '';
  return preset || 'HIGHER_BANDWIDTH_DELIVERY';
}

/**
 * Checks that the resources to which a channel will refer exist.
 *
 * @throws ServiceError ResourceNotFoundException
 */
export function requireReferences({ resources }: SimulatedService, input: ChannelInput): void {
  const { recordingConfigurationArn, playbackRestrictionPolicyArn, adConfigurationArn } = input;
  const references = [
    { arn: recordingConfigurationArn, collection: resources.recordingConfigurations },
    { arn: playbackRestrictionPolicyArn, collection: resources.playbackRestrictionPolicies },
    { arn: adConfigurationArn, collection: resources.adConfigurations },
  ];
  for (const { arn, collection } of references)
    if (arn && !collection.get(arn)) throw notFound(arn);
}

/** @throws ServiceError ConflictException for a live channel */
export function requireOffline({ sessions }: SimulatedService, arn: string): void {
  if (!isLive(sessions.activeOf(arn))) return;
  throw serviceError('ConflictException', `Channel: ${arn} is live. Stop the stream first`);
}

/** @returns a channel in the form of ListChannels */
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
