import { serviceError } from '../model/service-error.ts';
import type { SimulatedService } from '../simulated-service.ts';
import type { Channel } from '../state/resources.ts';

/** A member of a channel that refers to another resource. */
export type ReferenceMember =
  | 'recordingConfigurationArn'
  | 'playbackRestrictionPolicyArn'
  | 'adConfigurationArn';

/** @throws ServiceError ConflictException while a channel refers to the resource */
export function requireUnused(
  { resources }: SimulatedService,
  member: ReferenceMember,
  arn: string,
): void {
  const refers = (channel: Channel) => channel[member] === arn;
  const [user] = resources.channels.slice(0, 1, refers).items;
  if (!user) return;
  throw serviceError('ConflictException', `Resource: ${arn} is in use by channel ${user.arn}`);
}
