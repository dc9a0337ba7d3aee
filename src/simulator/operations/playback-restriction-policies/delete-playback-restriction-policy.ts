import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';
import { requireResource } from '../require-resource.ts';

export const deletePlaybackRestrictionPolicy = operation<{ arn: string }>(
  'DeletePlaybackRestrictionPolicy',
  ({ arn }, service) => {
    requireResource(service.resources.playbackRestrictionPolicies, arn);
    requireUnused(service, 'playbackRestrictionPolicyArn', arn);
    service.resources.playbackRestrictionPolicies.delete(arn);
    return undefined;
  },
);
