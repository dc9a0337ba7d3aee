import { durationSetting, type Environment, type Mode, modeSetting } from '../platform/settings.ts';

export interface CleanupSettings {
  mode: Mode;
  /** The grace of `autopilot:auto-delete: true`, ms. */
  defaultGraceMs: number;
}

/** @throws SettingError that names the variable */
export function cleanupSettings(env: Environment): CleanupSettings {
  return {
    mode: modeSetting(env, 'CLEANUP_MODE'),
    defaultGraceMs: durationSetting(env, 'CLEANUP_DEFAULT_GRACE', '10m'),
  };
}
