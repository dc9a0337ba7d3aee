import { find } from '../find.ts';
import { operation } from '../operation.ts';

export const deletePlaybackKeyPair = operation<{ arn: string }>(
  'DeletePlaybackKeyPair',
  ({ arn }, { state }) => {
    find(state.playbackKeys, arn);
    state.playbackKeys.delete(arn);
    return undefined;
  },
);
