import type { PlaybackRestrictionPolicy } from '../../state/resources.ts';
import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

type UpdatePlaybackRestrictionPolicyRequest = Pick<PlaybackRestrictionPolicy, 'arn'> &
  Partial<PlaybackRestrictionPolicy>;

/** Absent members stay the same. */
export const updatePlaybackRestrictionPolicy = operation<UpdatePlaybackRestrictionPolicyRequest>(
  'UpdatePlaybackRestrictionPolicy',
  (input, { resources }) => {
    const before = requireResource(resources.playbackRestrictionPolicies, input.arn);
    const playbackRestrictionPolicy = { ...before, ...input };
    resources.playbackRestrictionPolicies.set(input.arn, playbackRestrictionPolicy);
    return { playbackRestrictionPolicy };
  },
);
