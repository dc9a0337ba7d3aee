import type { PlaybackRestrictionPolicy } from '../../state/resources.ts';
import { operation, requireRoom } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

type Input = Partial<Omit<PlaybackRestrictionPolicy, 'arn'>>;

const NAME = 'CreatePlaybackRestrictionPolicy';
/** Without restrictions, the policy lets everybody watch. */
const NO_RESTRICTION = {
  name: '',
  allowedCountries: [],
  allowedOrigins: [],
  enableStrictOriginEnforcement: false,
  tags: {},
};

export const createPlaybackRestrictionPolicy = operation<Input>(NAME, (input, world) => {
  const { playbackRestrictionPolicies } = world.state;
  refuseReservedTags(input.tags);
  const used = playbackRestrictionPolicies.size;
  requireRoom(world, 'playbackRestrictionPolicies', { operation: NAME, used });
  const arn = world.ids.arn('playback-restriction-policy');
  const playbackRestrictionPolicy = { ...NO_RESTRICTION, ...input, arn };
  playbackRestrictionPolicies.set(arn, playbackRestrictionPolicy);
  return { playbackRestrictionPolicy };
});
