import type { StoredHealth } from './viewers/store.ts';

/** The latest Starvation Start or Starvation End of a session. */
export interface HealthChange {
  type: 'start' | 'end';
  /** ISO 8601. */
  at: string;
}

/**
 * IVS's list of streams may be behind its events by some seconds. A sample says more than an event only if
 * it was taken this long after the event.
 */
const SAMPLE_DELAY_MS = 15_000;

/**
 * Since when a live stream is starving: the encoder sends no data, or too little.
 *
 * The latest event decides, because it arrives within seconds. A sample that was taken long enough after
 * it decides instead: then an event was lost.
 *
 * @param change the session's latest change of health; undefined if none is known
 * @param sample what IVS said when the viewers were counted; undefined if they were not
 * @returns ISO 8601; undefined if the stream is not starving. After a lost Starvation Start, the time of
 *   the first sample that shows it
 */
export function starvingSince(
  change: HealthChange | undefined,
  sample: StoredHealth | undefined,
): string | undefined {
  const since = change?.type === 'start' ? change.at : undefined;
  const isNewer = sample && Date.parse(sample.lastAt) - timeOf(change) >= SAMPLE_DELAY_MS;
  if (!isNewer || sample.health === undefined) return since;
  return sample.health === 'STARVING' ? (since ?? sample.starvingSince) : undefined;
}

const timeOf = (change: HealthChange | undefined): number =>
  change ? Date.parse(change.at) : Number.NEGATIVE_INFINITY;
