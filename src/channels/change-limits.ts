/** How many changes of one kind may be made in a rolling window of time without an operator. */
export interface ChangeLimits {
  max: number;
  /** The share of all channels, greater than 0 and at most 1. */
  maxShare: number;
  windowMs: number;
}

/** With so many channels or fewer, `maxShare` does not apply. */
const SMALL_ACCOUNT = 20;

/**
 * How many changes are allowed in the window.
 *
 * @param channels how many there were at its beginning
 */
export function allowedChanges(
  { max, maxShare }: Pick<ChangeLimits, 'max' | 'maxShare'>,
  channels: number,
): number {
  return channels <= SMALL_ACCOUNT ? max : Math.min(max, Math.floor(maxShare * channels));
}

/** With so many channels, `max` is the smaller limit. */
export function enoughChannels({ max, maxShare }: ChangeLimits): number {
  return Math.max(SMALL_ACCOUNT + 1, Math.ceil(max / maxShare));
}
