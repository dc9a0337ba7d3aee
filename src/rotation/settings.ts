import { durationSetting, type Environment, type Mode, modeSetting } from '../platform/settings.ts';

export interface RotationSettings {
  mode: Mode;
  /** How long after a stream's end no new session may have come before its key is rotated, ms. */
  endGraceMs: number;
}

/** @throws SettingError that names the variable */
export function rotationSettings(env: Environment): RotationSettings {
  return {
    mode: modeSetting(env, 'ROTATION_MODE'),
    endGraceMs: durationSetting(env, 'ROTATION_END_GRACE', '5m'),
  };
}
