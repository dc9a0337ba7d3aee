import type { CleanupRules } from '../cleanup/decide.ts';
import { quotaShare } from '../ivs/settings.ts';
import type { Environment } from '../platform/settings.ts';
import type { RotationSettings } from '../rotation/settings.ts';
import type { Mode } from '../settings/mode.ts';

/** The settings of cleanup and rotation that an explanation depends on. */
export interface ExplainSettings {
  cleanup: CleanupRules & { mode: Mode };
  rotation: RotationSettings & {
    /** How long an age in `rotate-key` counts as new, ms. */
    limitWindowMs: number;
  };
}

/** One request per second of each IVS operation. */
const LARGEST_SHARE = 0.2;

/**
 * The share of each IVS call rate that an explanation may use. An operator waits for the explanation, so
 * it does not take the lease of the scheduled functions, which a rotation may hold for 50 s. Its
 * requests are added to those of the scheduled functions. So the share is small. If the quota is
 * exceeded, IVS throttles a request, and the request waits a moment.
 *
 * @throws SettingError that names the variable
 */
export function explainShare(env: Environment): number {
  return Math.min(LARGEST_SHARE, quotaShare(env));
}
