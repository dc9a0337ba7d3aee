import { quotaShare } from '../ivs/settings.ts';
import type { Environment } from '../platform/settings.ts';

/** One request a second of each operation. */
const LARGEST_SHARE = 0.2;

/**
 * How much of each IVS call rate an explanation may use. It takes no turn with the scheduled
 * functions, since a person waits for it: a rotation may have the turn for 50 s. So it comes on top of
 * their share, is small, and is used only while somebody asks. Where others use the rest, the one or
 * the other is throttled for a moment, which is out-waited.
 *
 * @throws SettingError that names the variable
 */
export function explainShare(env: Environment): number {
  return Math.min(LARGEST_SHARE, quotaShare(env));
}
