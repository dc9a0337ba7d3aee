import type { PendingDeletion } from '../../cleanup/limits.ts';
import type { CleanupStatus } from '../../cleanup/status.ts';
import { channelLabel } from '../channel.ts';
import type { Style } from '../context.ts';
import { propertyList, table } from './table.ts';
import { countOf, oneLine, wholeNumber } from './text.ts';
import { formatTime } from './time.ts';

type StoppedCleanup = NonNullable<CleanupStatus['stopped']>;

/** A stage that an older version deployed limits each run by itself, and answers less. */
type AnyStatus = Omit<CleanupStatus, LaterMember> & Partial<Pick<CleanupStatus, LaterMember>>;
type LaterMember = 'deleted' | 'windowSeconds';
type AnyStop = Omit<StoppedCleanup, 'deleted'> & Partial<Pick<StoppedCleanup, 'deleted'>>;

/** `Cleanup mode: apply. Limit: 100 deletions in 24 hours, of 1,200 channels. Deleted in that time: 40.` */
export function modeLine(status: AnyStatus): string {
  const { mode, allowed, deleted, windowSeconds, channels } = status;
  const all = channels === undefined ? '' : `, of ${countOf(channels, 'channel')}`;
  const time = windowSeconds === undefined ? 'one run' : windowText(windowSeconds);
  const before = deleted === undefined ? '' : ` Deleted in that time: ${wholeNumber(deleted)}.`;
  return `Cleanup mode: ${mode}. Limit: ${countOf(allowed, 'deletion')} in ${time}${all}.${before}`;
}

/** `24 hours`, or the largest other unit in which it is a whole number. */
function windowText(seconds: number): string {
  if (seconds % 3_600 === 0) return countOf(seconds / 3_600, 'hour');
  return seconds % 60 === 0 ? countOf(seconds / 60, 'minute') : countOf(seconds, 'second');
}

/** One line for each approved set. */
export function approvalLines({ approved }: CleanupStatus, { timeZone }: Style): string[] {
  return approved.map(({ id, channels, expiresAt, by }) => {
    const until = formatTime(Date.parse(expiresAt), timeZone);
    const who = by === undefined ? '' : `, ${oneLine(by)}`;
    return `Approved until ${until}: ${countOf(channels, 'channel')} (set ${id}${who}).`;
  });
}

/** While the survey marks channels that may be due, too many of them would stop cleanup. */
export function unmarkedLines({ unmarked = 0 }: CleanupStatus): string[] {
  if (unmarked === 0) return [];
  const channels = countOf(unmarked, 'more channel');
  return [
    `Up to ${channels} may be due: reconcile is still asking IVS. If that may be too many, cleanup waits.`,
  ];
}

/** Says that cleanup has stopped, why, and what an operator can do. */
export function stopText(stopped: AnyStop, style: Style): string {
  const { id, at, channels, allowed, deleted = 0, expiresAt } = stopped;
  const due = `${countOf(channels, 'channel')} ${channels === 1 ? 'is' : 'are'} due`;
  const before = deleted === 0 ? '' : ` ${wholeNumber(deleted)} deleted before,`;
  const title = `Cleanup has stopped: ${due},${before} the limit is ${wholeNumber(allowed)}.`;
  const timeOf = (time: string) => formatTime(Date.parse(time), style.timeZone);
  const properties = [
    ['set', id],
    ['stopped at', timeOf(at)],
    ['expires at', timeOf(expiresAt)],
  ] as const;
  return `${style.paint('red', title)}\n${propertyList(properties, style)}`;
}

/** The channels of a set, and why each is due. */
export function dueChannelTable(members: readonly PendingDeletion[], style: Style): string {
  const rows = members.map(({ channelArn, end, name }) => {
    const [streamId = '', at = ''] = end.split(' ');
    const time = formatTime(Date.parse(at), style.timeZone);
    const neverLive = streamId === 'never-live';
    return [
      name,
      channelLabel(channelArn, style),
      neverLive ? `never live, first seen ${time}` : time,
      neverLive ? '' : streamId,
    ];
  });
  const columns = [
    { title: 'NAME', shrinksTo: 8 },
    { title: 'CHANNEL' },
    { title: 'LAST STREAM ENDED' },
    { title: 'STREAM', dropOrder: 1 },
  ];
  return table(columns, rows, style);
}
