import type { AccountPacer } from '../pace/account-pacer.ts';

/** With so many permits, a channel that has more requests to make is worth keeping. */
const FEW_PERMITS = 3;
/** A channel that wants so many permits is busy: its batch lasts for half a second at least. */
const BUSY_PERMITS = 3;

/**
 * Decides whether an instance leaves a channel of its batch to other instances.
 *
 * - It gets too few permits for the channel. Another instance has one permit of its own, at least.
 * - The permits become scarce, and the instance has a busy channel already. Then it is better that each instance has one
 *   busy channel: the more instances run, the more permits are used that cannot be leased.
 *
 * The first channel is always kept. If the table does not answer, all are kept: other instances would get no answer either.
 *
 * @param wanted how many permits the channel can make use of
 * @param kept the same, for each channel that is kept
 */
export function isForOthers(
  wanted: number,
  kept: readonly number[],
  { permits, isRefused, isCrowded }: Pick<AccountPacer, 'permits' | 'isRefused' | 'isCrowded'>,
): boolean {
  const needed = kept.reduce((sum, each) => sum + each, 0);
  if (needed === 0) return false;
  if (isCrowded && isBusy(wanted) && kept.some(isBusy)) return true;
  return isRefused && needed + Math.min(wanted, FEW_PERMITS) > permits;
}

const isBusy = (wanted: number): boolean => wanted >= BUSY_PERMITS;
