import { tagKeys } from '../../src/channels/policy.ts';

/** The keys of the tags of a stage with the default settings. */
export const TAG_KEYS = tagKeys('autopilot');
