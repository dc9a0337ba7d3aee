import type { Environment } from '../platform/settings.ts';
import { sessionAuditInterval } from '../settings/sessions.ts';
import { readDuration } from '../settings/setting.ts';

/**
 * @returns how often IVS is asked for the past sessions of each channel, ms; 0: never by schedule
 * @throws SettingError that names the variable
 */
export function auditSettings(env: Environment): { auditIntervalMs: number } {
  return { auditIntervalMs: readDuration(env, sessionAuditInterval) };
}
