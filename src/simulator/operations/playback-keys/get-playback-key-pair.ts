import { operation } from '../operation.ts';
import { requireResource } from '../require-resource.ts';

export const getPlaybackKeyPair = operation<{ arn: string }>(
  'GetPlaybackKeyPair',
  ({ arn }, { resources }) => ({ keyPair: requireResource(resources.playbackKeys, arn) }),
);
