import { MODES, type Mode } from './mode.ts';
import type { ChoiceSetting, DurationSetting, NumberSetting } from './setting.ts';

export const cleanupMode = {
  kind: 'choice',
  param: 'cleanupMode',
  variable: 'CLEANUP_MODE',
  choices: MODES,
  default: 'apply',
  text: 'Deleting channels. `off`: do nothing. `plan`: only report what would be deleted. `apply`: delete channels whose tag asks for it',
} as const satisfies ChoiceSetting<Mode>;

export const cleanupDefaultGrace = {
  kind: 'duration',
  param: 'cleanupDefaultGrace',
  variable: 'CLEANUP_DEFAULT_GRACE',
  none: true,
  default: '10m',
  local: '5s',
  text: 'How long after its stream a channel is deleted whose tag `auto-delete` is `true` ([policy.md](policy.md))',
} as const satisfies DurationSetting;

export const cleanupNeverLive = {
  kind: 'duration',
  param: 'cleanupNeverLive',
  variable: 'CLEANUP_NEVER_LIVE',
  none: true,
  default: 'none',
  text: 'After this time, a tagged channel that never went live is deleted. `none`: it stays, since it may be prepared long before its show',
} as const satisfies DurationSetting;

export const cleanupMaxDeletes = {
  kind: 'number',
  param: 'cleanupMaxDeletes',
  variable: 'CLEANUP_MAX_DELETES',
  ...{ min: 1, max: 100_000, whole: true },
  default: '100',
  text: 'How many channels may be deleted within `cleanupLimitWindow`. If deleted and due channels together are more, nothing is deleted until an operator approves',
} as const satisfies NumberSetting;

export const cleanupMaxShare = {
  kind: 'number',
  param: 'cleanupMaxShare',
  variable: 'CLEANUP_MAX_SHARE',
  ...{ min: 0.01, max: 1, whole: false },
  default: '0.2',
  text: 'The same limit as a share of all channels, with those that were deleted within `cleanupLimitWindow`. It applies if there are more than 20 channels',
} as const satisfies NumberSetting;

export const cleanupLimitWindow = {
  kind: 'duration',
  param: 'cleanupLimitWindow',
  variable: 'CLEANUP_LIMIT_WINDOW',
  none: false,
  longest: '90d',
  default: '24h',
  text: 'The time within which `cleanupMaxDeletes` and `cleanupMaxShare` count deletions. It is a rolling window: at any time, the deletions of the last 24 hours count. Approved deletions do not count',
} as const satisfies DurationSetting;
