import { type Environment, textSetting } from '../platform/settings.ts';
import { retentionDays } from '../settings/sessions.ts';
import { readNumber } from '../settings/setting.ts';

export interface SessionSettings {
  tableName: string;
  /** `BUS_NAME`: the event bus that receives our own events. */
  busName: string;
  /** How many days events, and summaries after the end of their session, are stored. */
  retentionDays: number;
}

/** What the functions that record sessions need. @throws SettingError that names the variable */
export function sessionSettings(env: Environment): SessionSettings {
  return {
    tableName: textSetting(env, 'TABLE_NAME'),
    busName: textSetting(env, 'BUS_NAME'),
    retentionDays: readNumber(env, retentionDays),
  };
}
