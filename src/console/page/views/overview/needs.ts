import type { Overview } from '../../../../doctor/overview/overview.ts';
import type { LimitBreach } from '../../../../sessions/details/health.ts';
import type { FullSessionView } from '../../../../sessions/queries/full-view.ts';
import { countText, plural } from '../../format/units.ts';

/** Something that an operator should look at. */
export interface Need {
  id: string;
  /** `bad`: something fails or waits for an operator. `warn`: something is slower or worse than it should be. */
  tone: 'bad' | 'warn';
  what: string;
  /** Since when it is so, ISO 8601. */
  since?: string | undefined;
  /** When it happened, ISO 8601. */
  at?: string;
  todo: string;
  /** The page that shows it. */
  to?: string;
  link?: string;
}

interface Known {
  overview?: Overview | undefined;
  live?: readonly FullSessionView[] | undefined;
  breaches?: readonly LimitBreach[] | undefined;
}

const DAY_MS = 86_400_000;

/**
 * What needs an operator, the most urgent first.
 *
 * @param now ms since the epoch
 */
export function needsOf({ overview, live = [], breaches = [] }: Known, now: number): Need[] {
  return [
    ...starving(live),
    ...(overview ? [...unreadable(overview), ...waiting(overview), ...slow(overview)] : []),
    ...recent(breaches, now),
  ];
}

function starving(live: readonly FullSessionView[]): Need[] {
  const since = live.flatMap(({ starvingSince }) => starvingSince ?? []).sort();
  if (since.length === 0) return [];
  return [
    {
      ...{ id: 'starving', tone: 'bad', since: since[0] },
      what: `${plural(since.length, 'live stream')} ${since.length === 1 ? 'is' : 'are'} starving: the encoder sends no data, or too little.`,
      todo: 'Check the encoder and its network. Viewers see a frozen picture meanwhile.',
      ...{ to: '/live?health=starving', link: 'Show starving streams' },
    },
  ];
}

const unreadable = ({ problems }: Overview): Need[] =>
  problems.map(({ what, message, todo }) => ({
    ...{ id: `problem ${what}`, tone: 'bad' },
    what: `${what} could not be read: ${message}`,
    todo,
  }));

function waiting({ heldChannels, heldSince, deadLetters, overdueKeys }: Overview): Need[] {
  const { metadata, function: ofFunctions, hasMore } = deadLetters;
  const letters = metadata + ofFunctions;
  return [
    ...need(heldChannels, {
      ...{ id: 'held', tone: 'bad', since: heldSince },
      what: `Cleanup has stopped itself, because too many channels are due. ${plural(heldChannels, 'channel')} wait for your approval.`,
      todo: 'Look at what would be deleted. Approve it if that is right; else change the tags of the channels.',
      ...{ to: '/cleanup', link: 'Show held channels' },
    }),
    ...need(letters, {
      ...{ id: 'letters', tone: 'bad' },
      what: `${hasMore ? 'More than ' : ''}${plural(letters, 'dead letter')}: ${plural(metadata, 'metadata message')}, ${plural(ofFunctions, 'event')} of functions could not be handled.`,
      todo: 'Read why, mend the cause, then retry or drop them.',
      ...{ to: '/letters', link: 'Show dead letters' },
    }),
    ...need(overdueKeys, {
      ...{ id: 'overdue', tone: 'bad' },
      what: `${plural(overdueKeys, 'stream key')} ${overdueKeys === 1 ? 'is' : 'are'} overdue: the channel is always live, and a key is never replaced under a live stream.`,
      todo: 'End the stream for a moment, and the key is rotated at once. Or revoke the key, which cuts the stream off. Or allow a higher age in the tag.',
      ...{ to: '/plan?show=overdue', link: 'Show overdue keys' },
    }),
  ];
}

function slow({ throttled, metadata }: Overview): Need[] {
  return [
    ...need(throttled, {
      ...{ id: 'throttled', tone: 'warn' },
      what: `IVS has throttled ${plural(throttled, 'request')} of the functions in the last hour.`,
      todo: 'Nothing fails, everything takes longer. If it goes on, find out who else calls IVS in this account, or ask AWS for higher quotas.',
    }),
    ...need(metadata.throttled, {
      ...{ id: 'metadata-throttled', tone: 'warn' },
      what: `IVS has throttled ${plural(metadata.throttled, 'metadata request')} in the last minute.`,
      todo: 'Messages are late, not lost. Find out who else sends metadata in this account.',
    }),
  ];
}

const recent = (breaches: readonly LimitBreach[], now: number): Need[] =>
  breaches
    .filter(({ at }) => now - Date.parse(at) < DAY_MS)
    .map(({ at, limit, value, unit, exceededBy }) => ({
      ...{ id: `breach ${limit} ${at}`, tone: 'warn', at },
      what: `The account has exceeded its limit of ${limit}${exceededBy === undefined ? '' : ` by ${countText(exceededBy)}`}${value === undefined ? '' : ` (${countText(value)}${unit && unit !== 'Count' ? ` ${unit}` : ''})`}.`,
      todo: 'Ask AWS for a higher quota before the next event, or end streams that nobody needs.',
    }));

const need = (count: number, made: Need): Need[] => (count > 0 ? [made] : []);
