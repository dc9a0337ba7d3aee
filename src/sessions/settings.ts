import type { Environment } from '../platform/settings.ts';
import { retentionDays } from '../settings/sessions.ts';
import { readNumber } from '../settings/setting.ts';

export interface SessionSettings {
  /** How many days events, and summaries after the end of their session, are stored. */
  retentionDays: number;
}

/** What the functions that record sessions need. @throws SettingError that names the variable */
export function sessionSettings(env: Environment): SessionSettings {
  return { retentionDays: readNumber(env, retentionDays) };
}
