import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import type { Explanation, NextLook, StreamsView } from './explanation.ts';
import type { Forecast, NextAction } from './forecast.ts';

/** The states in which no stream could end. */
const OFFLINE: readonly StreamsView['state'][] = ['offline', 'never-streamed'];

/** How a sentence begins about what will happen, would happen in mode apply, and does not happen yet. */
const ACTION_TEXTS: Record<NextAction, { will: string; would: string; not: string }> = {
  'delete-channel': {
    will: 'The channel will be deleted',
    would: 'The channel would be deleted',
    not: 'It is not deleted now',
  },
  'rotate-key': {
    will: 'The stream key will be replaced',
    would: 'The stream key would be replaced',
    not: 'It is not replaced now',
  },
  'create-key': {
    will: 'The channel will get a stream key',
    would: 'The channel would get a stream key',
    not: 'It does not get one now',
  },
  'note-key': {
    will: 'The stream key will be recorded as the one in use',
    would: 'The stream key would be recorded as the one in use',
    not: 'It is not recorded now',
  },
};

type AnyForecast = Forecast<CleanupReason | RotationReason> & NextLook;

/**
 * Says what will happen, when, and why.
 *
 * @param kept how the sentence begins if nothing will happen
 * @param reasonText the reason, as it follows the word "because"
 */
export function forecastSentence(
  forecast: AnyForecast,
  kept: string,
  reasonText: string,
  {
    at: now,
    streams,
    stopped,
    unmarked,
  }: Pick<Explanation, 'at' | 'streams' | 'stopped' | 'unmarked'>,
): string {
  const { action, mode, dueAt, dueIfEndedNow, detail, limitedUntil } = forecast;
  const because = `because ${reasonText}${detail === undefined ? '' : ` (${detail})`}`;
  if (!action) return `${kept} ${because}.`;
  const { not } = ACTION_TEXTS[action];
  const will = ACTION_TEXTS[action][mode === 'apply' ? 'will' : 'would'];
  if (dueAt === undefined) {
    const when = OFFLINE.includes(streams.state)
      ? 'after its next stream'
      : `after its stream has ended: at ${dueIfEndedNow} if it ended now`;
    return `${will} ${when}. ${not}, ${because}.`;
  }
  if (dueAt > now) return `${will} at ${dueAt}, unless a stream starts before. ${not}, ${because}.`;
  if (mode !== 'apply') return `${will} now, ${because}.${reportText(forecast, now)}`;
  if (stopped && action === 'delete-channel')
    return `${will} when an operator approves it, or when fewer channels are due. It is due ${because}.`;
  if (limitedUntil !== undefined)
    return `${will} at ${limitedUntil} at the latest, ${because}. ${LIMITED}`;
  if (unmarked !== undefined && action === 'delete-channel' && isMarked(forecast, now))
    return `${will} within several minutes, ${because}. ${surveyText(unmarked)}`;
  if (isMarked(forecast, now)) return `${will} by the next pass, within a minute, ${because}.`;
  return `${will} within several minutes, ${because}. ${MARKED_FIRST}`;
}

const LIMITED =
  'It waits, because too many keys would be replaced because of an age that is new on their channels.';
const MARKED_FIRST = 'Before that, the reconcile must mark the channel. It runs every 5 minutes.';

function surveyText(unmarked: number): string {
  const channels = unmarked === 1 ? '1 more channel' : `${unmarked} more channels`;
  return `Up to ${channels} may be due: reconcile is still asking IVS. If that may be too many, cleanup waits for it.`;
}

/** In mode plan: when the audit says that it would be done. */
function reportText(forecast: AnyForecast, now: string): string {
  if (forecast.mode !== 'plan') return '';
  if (forecast.reported) return ' The audit says so.';
  return isMarked(forecast, now)
    ? ' The next pass, within a minute, reports it in the audit.'
    : ` This is reported in the audit within several minutes. ${MARKED_FIRST}`;
}

/** Whether the next pass checks the channel. */
function isMarked({ nextLookAt }: NextLook, now: string): boolean {
  return nextLookAt !== undefined && nextLookAt <= now;
}
