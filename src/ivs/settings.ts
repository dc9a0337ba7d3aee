import type { Environment } from '../platform/settings.ts';
import { ivsQuotaShare } from '../settings/ivs.ts';
import { readNumber } from '../settings/setting.ts';

/**
 * The share of each IVS request quota that the scheduled functions may use, over 0 and up to 1.
 *
 * @throws SettingError that names the variable
 */
export function quotaShare(env: Environment): number {
  return readNumber(env, ivsQuotaShare);
}

/**
 * Two functions call ListStreams at the same time, so each gets a part of the share. With the whole quota
 * of 5 requests per second these are 3 and 2 per second.
 */
export const LIST_STREAMS_SHARE = { reconcile: 0.6, sampleViewers: 0.4 } as const;
