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

/**
 * How long a key may be overdue, since its channel is always live, before an alarm says so, ms.
 *
 * @throws SettingError that names the variable
 */
export function overdueAlarm(env: Environment): number {
  return durationSetting(env, 'ROTATION_OVERDUE_ALARM', '1d');
}
