import { find } from '../find.ts';
import { operation } from '../operation.ts';

export const getPlaybackKeyPair = operation<{ arn: string }>(
  'GetPlaybackKeyPair',
  ({ arn }, { state }) => ({ keyPair: find(state.playbackKeys, arn) }),
);
