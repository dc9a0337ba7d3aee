import type { PlaybackRestrictionPolicy } from '../../state/resources.ts';
import { find } from '../find.ts';
import { operation } from '../operation.ts';

type Input = Pick<PlaybackRestrictionPolicy, 'arn'> & Partial<PlaybackRestrictionPolicy>;

/** Members left out stay as they are. */
export const updatePlaybackRestrictionPolicy = operation<Input>(
  'UpdatePlaybackRestrictionPolicy',
  (input, { state }) => {
    const before = find(state.playbackRestrictionPolicies, input.arn);
    const playbackRestrictionPolicy = { ...before, ...input };
    state.playbackRestrictionPolicies.set(input.arn, playbackRestrictionPolicy);
    return { playbackRestrictionPolicy };
  },
);
