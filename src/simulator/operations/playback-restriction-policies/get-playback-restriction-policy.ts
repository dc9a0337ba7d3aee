import { find } from '../find.ts';
import { operation } from '../operation.ts';

export const getPlaybackRestrictionPolicy = operation<{ arn: string }>(
  'GetPlaybackRestrictionPolicy',
  ({ arn }, { state }) => ({
    playbackRestrictionPolicy: find(state.playbackRestrictionPolicies, arn),
  }),
);
