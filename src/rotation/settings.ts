import type { ChangeLimits } from '../channels/change-limits.ts';
import type { Environment } from '../platform/settings.ts';
import type { Mode } from '../settings/mode.ts';
import {
  rotationEndGrace,
  rotationLimitWindow,
  rotationMaxKeys,
  rotationMaxShare,
  rotationMode,
  rotationOverdueAlarm,
} from '../settings/rotation.ts';
import { readChoice, readDuration, readNumber } from '../settings/setting.ts';

export interface RotationSettings {
  mode: Mode;
  /** How long after the end of a stream its key stays valid, ms. */
  endGraceMs: number;
}

/** @throws SettingError that names the variable */
export function rotationSettings(env: Environment): RotationSettings {
  return {
    mode: readChoice(env, rotationMode),
    endGraceMs: readDuration(env, rotationEndGrace),
  };
}

/**
 * @returns how long a key may be overdue before it is counted as long overdue, ms; Infinity for `none`
 * @throws SettingError that names the variable
 */
export function overdueAlarm(env: Environment): number {
  return readDuration(env, rotationOverdueAlarm) || Number.POSITIVE_INFINITY;
}

/**
 * @returns how long an age in `rotate-key` counts as new on a channel, ms
 * @throws SettingError that names the variable
 */
export function limitWindow(env: Environment): number {
  return readDuration(env, rotationLimitWindow);
}

/**
 * @returns how many rotations may come suddenly
 * @throws SettingError that names the variable
 */
export function rotationLimits(env: Environment): ChangeLimits {
  return {
    max: readNumber(env, rotationMaxKeys),
    maxShare: readNumber(env, rotationMaxShare),
    windowMs: limitWindow(env),
  };
}
