import { type Environment, numberSetting, textSetting } from '../platform/settings.ts';

export interface SessionSettings {
  tableName: string;
  /** `BUS_NAME`: where events of our own are told. */
  busName: string;
  /** `RETENTION_DAYS`: for how long events, and summaries after their session's end, are kept. */
  retentionDays: number;
}

const DEFAULT_RETENTION_DAYS = 90;
const LONGEST_RETENTION_DAYS = 3650;

/** What the functions that record need. @throws SettingError that names the variable */
export function sessionSettings(env: Environment): SessionSettings {
  return {
    tableName: textSetting(env, 'TABLE_NAME'),
    busName: textSetting(env, 'BUS_NAME'),
    retentionDays: numberSetting(env, 'RETENTION_DAYS', {
      fallback: DEFAULT_RETENTION_DAYS,
      min: 1,
      max: LONGEST_RETENTION_DAYS,
      integer: true,
    }),
  };
}
