import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import type { Explanation, NextLook, StreamsView } from './explanation.ts';
import type { Forecast, NextAction } from './forecast.ts';

/** The states in which no stream could end. */
const OFFLINE: readonly StreamsView['state'][] = ['offline', 'never-streamed'];

/** How a sentence begins about what will happen, and about what does not happen yet. */
const ACTION_TEXTS: Record<NextAction, { will: string; not: string }> = {
  'delete-channel': { will: 'The channel will be deleted', not: 'It is not deleted now' },
  'rotate-key': { will: 'The stream key will be replaced', not: 'It is not replaced now' },
  'create-key': { will: 'The channel will get a stream key', not: 'It does not get one now' },
  'note-key': {
    will: 'The stream key will be recorded as the one in use',
    not: 'It is not recorded now',
  },
};

/**
 * Says what will happen, when, and why.
 *
 * @param kept how the sentence begins if nothing will happen
 * @param reasonText the reason, as it follows the word "because"
 */
export function forecastSentence(
  forecast: Forecast<CleanupReason | RotationReason> & NextLook,
  kept: string,
  reasonText: string,
  { at: now, streams, stopped }: Pick<Explanation, 'at' | 'streams' | 'stopped'>,
): string {
  const { action, dueAt, dueIfEndedNow, nextLookAt, detail } = forecast;
  const because = `because ${reasonText}${detail === undefined ? '' : ` (${detail})`}`;
  if (!action) return `${kept} ${because}.`;
  const { will, not } = ACTION_TEXTS[action];
  if (dueAt === undefined) {
    const when = OFFLINE.includes(streams.state)
      ? 'after its next stream'
      : `after its stream has ended: at ${dueIfEndedNow} if it ended now`;
    return `${will} ${when}. ${not}, ${because}.`;
  }
  if (dueAt > now) return `${will} at ${dueAt}, unless a stream starts before. ${not}, ${because}.`;
  if (stopped && action === 'delete-channel')
    return `${will} when an operator approves it, or when fewer channels are due. It is due ${because}.`;
  if (nextLookAt !== undefined && nextLookAt <= now)
    return `${will} by the next pass, within a minute, ${because}.`;
  return `${will} within several minutes, ${because}. Before that, the reconcile must mark the channel. It runs every 5 minutes.`;
}
