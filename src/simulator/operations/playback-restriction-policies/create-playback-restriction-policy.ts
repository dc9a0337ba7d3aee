import type { PlaybackRestrictionPolicy } from '../../state/resources.ts';
import { operation, requireQuota } from '../operation.ts';
import { refuseReservedTags } from '../tags/tags.ts';

type CreatePlaybackRestrictionPolicyRequest = Partial<Omit<PlaybackRestrictionPolicy, 'arn'>>;

const NAME = 'CreatePlaybackRestrictionPolicy';
/** Defaults: a policy without restrictions. */
const NO_RESTRICTION = {
  name: '',
  allowedCountries: [],
  allowedOrigins: [],
  enableStrictOriginEnforcement: false,
  tags: {},
};

export const createPlaybackRestrictionPolicy = operation<CreatePlaybackRestrictionPolicyRequest>(
  NAME,
  (input, service) => {
    const { playbackRestrictionPolicies } = service.resources;
    refuseReservedTags(input.tags);
    const used = playbackRestrictionPolicies.size;
    requireQuota(service, 'playbackRestrictionPolicies', { operation: NAME, used });
    const arn = service.ids.arn('playback-restriction-policy');
    const playbackRestrictionPolicy = { ...NO_RESTRICTION, ...input, arn };
    playbackRestrictionPolicies.set(arn, playbackRestrictionPolicy);
    return { playbackRestrictionPolicy };
  },
);
