import type { Environment } from '../platform/settings.ts';
import { ivsQuotaShare } from '../settings/ivs.ts';
import { readNumber } from '../settings/setting.ts';

/**
 * How much of each IVS call rate the scheduled functions may use, over 0 and up to 1.
 *
 * @throws SettingError that names the variable
 */
export function quotaShare(env: Environment): number {
  return readNumber(env, ivsQuotaShare);
}

/**
 * ListStreams is called by two functions that do not wait for each other: each has its part of the share.
 * At the whole quota of 5 that is 3 and 2 in any rolling second.
 */
export const LIST_STREAMS_SHARE = { reconcile: 0.6, sampleViewers: 0.4 } as const;
