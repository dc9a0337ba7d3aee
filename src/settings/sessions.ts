import type { DurationSetting, NumberSetting } from './setting.ts';

export const retentionDays = {
  kind: 'number',
  param: 'retentionDays',
  variable: 'RETENTION_DAYS',
  ...{ min: 1, max: 3_650, whole: true },
  default: '90',
  text: 'How many days sessions and their events are stored after the session has ended',
} as const satisfies NumberSetting;

export const sessionAuditInterval = {
  kind: 'duration',
  param: 'sessionAuditInterval',
  variable: 'SESSION_AUDIT_INTERVAL',
  none: true,
  default: '1d',
  text: 'How often IVS is asked for the past sessions of each channel, to find [sessions of which no event arrived](reconcile.md#sessions-without-any-event). `none`: only when you invoke `reconcile` with `{"audit":true}`',
} as const satisfies DurationSetting;
