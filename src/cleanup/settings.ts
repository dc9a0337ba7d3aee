import type { Environment } from '../platform/settings.ts';
import {
  cleanupDefaultGrace,
  cleanupLimitWindow,
  cleanupMaxDeletes,
  cleanupMaxShare,
  cleanupMode,
  cleanupNeverLive,
} from '../settings/cleanup.ts';
import type { Mode } from '../settings/mode.ts';
import { readChoice, readDuration, readNumber } from '../settings/setting.ts';
import type { CleanupRules } from './decide.ts';
import type { CleanupLimits } from './limits.ts';

export interface CleanupSettings extends CleanupRules {
  mode: Mode;
  limits: CleanupLimits;
}

/** @throws SettingError that names the variable */
export function cleanupRules(env: Environment): CleanupRules {
  return {
    defaultGraceMs: readDuration(env, cleanupDefaultGrace),
    neverLiveMs: readDuration(env, cleanupNeverLive),
  };
}

/** @throws SettingError that names the variable */
export function cleanupSettings(env: Environment): CleanupSettings {
  return {
    ...cleanupRules(env),
    mode: readChoice(env, cleanupMode),
    limits: {
      maxDeletes: readNumber(env, cleanupMaxDeletes),
      maxShare: readNumber(env, cleanupMaxShare),
      windowMs: readDuration(env, cleanupLimitWindow),
    },
  };
}
