import {
  durationSetting,
  type Environment,
  type Mode,
  modeSetting,
  numberSetting,
} from '../platform/settings.ts';
import type { CleanupRules } from './decide.ts';
import type { CleanupLimits } from './limits.ts';

export interface CleanupSettings extends CleanupRules {
  mode: Mode;
  limits: CleanupLimits;
}

/** @throws SettingError that names the variable */
export function cleanupRules(env: Environment): CleanupRules {
  return {
    defaultGraceMs: durationSetting(env, 'CLEANUP_DEFAULT_GRACE', '10m'),
    neverLiveMs: durationSetting(env, 'CLEANUP_NEVER_LIVE', 'none'),
  };
}

/** @throws SettingError that names the variable */
export function cleanupSettings(env: Environment): CleanupSettings {
  return {
    ...cleanupRules(env),
    mode: modeSetting(env, 'CLEANUP_MODE'),
    limits: {
      maxDeletes: numberSetting(env, 'CLEANUP_MAX_DELETES', {
        ...{ fallback: 100, min: 1, max: 100_000, integer: true },
      }),
      maxShare: numberSetting(env, 'CLEANUP_MAX_SHARE', { fallback: 0.2, min: 0.01, max: 1 }),
    },
  };
}
