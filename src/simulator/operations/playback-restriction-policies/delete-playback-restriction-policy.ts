import { find } from '../find.ts';
import { operation } from '../operation.ts';
import { requireUnused } from '../references.ts';

export const deletePlaybackRestrictionPolicy = operation<{ arn: string }>(
  'DeletePlaybackRestrictionPolicy',
  ({ arn }, world) => {
    find(world.state.playbackRestrictionPolicies, arn);
    requireUnused(world, 'playbackRestrictionPolicyArn', arn);
    world.state.playbackRestrictionPolicies.delete(arn);
    return undefined;
  },
);
