import { deleteUnreferenced } from '../delete-unreferenced.ts';

export const deletePlaybackRestrictionPolicy = deleteUnreferenced(
  'DeletePlaybackRestrictionPolicy',
  'playbackRestrictionPolicies',
  'playbackRestrictionPolicyArn',
);
