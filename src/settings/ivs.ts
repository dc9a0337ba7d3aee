import type { NumberSetting } from './setting.ts';

export const ivsQuotaShare = {
  kind: 'number',
  param: 'ivsQuotaShare',
  variable: 'IVS_QUOTA_SHARE',
  ...{ min: 0.01, max: 1, whole: false },
  default: '0.6',
  text: "The share of each of IVS's quotas of 5 requests a second that the scheduled functions may use together. Your other programs use the rest",
} as const satisfies NumberSetting;
