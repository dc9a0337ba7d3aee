import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

export const deletePlaybackKeyPair = operation<{ arn: string }>(
  'DeletePlaybackKeyPair',
  ({ arn }, { resources }) => {
    requireResource(resources.playbackKeys, arn);
    resources.playbackKeys.delete(arn);
    resources.publicKeys.delete(arn);
    return undefined;
  },
);
