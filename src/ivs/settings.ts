import { type Environment, numberSetting } from '../platform/settings.ts';

/**
 * How much of each IVS call rate the scheduled functions may use, over 0 and up to 1.
 *
 * @throws SettingError that names the variable
 */
export function quotaShare(env: Environment): number {
  return numberSetting(env, 'IVS_QUOTA_SHARE', { fallback: 0.6, min: 0.01, max: 1 });
}
