import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

export const getPlaybackRestrictionPolicy = operation<{ arn: string }>(
  'GetPlaybackRestrictionPolicy',
  ({ arn }, { resources }) => ({
    playbackRestrictionPolicy: requireResource(resources.playbackRestrictionPolicies, arn),
  }),
);
