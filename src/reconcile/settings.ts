import { durationSetting, type Environment } from '../platform/settings.ts';

/**
 * `SESSION_AUDIT_INTERVAL`: how often each channel is asked for sessions of which no event came, ms; 0: never.
 *
 * @throws SettingError that names the variable
 */
export function auditSettings(env: Environment): { auditIntervalMs: number } {
  return { auditIntervalMs: durationSetting(env, 'SESSION_AUDIT_INTERVAL', '1d') };
}
