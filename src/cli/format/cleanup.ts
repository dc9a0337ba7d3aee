import type { PendingDeletion } from '../../cleanup/limits.ts';
import type { CleanupStatus } from '../../cleanup/status.ts';
import { channelLabel } from '../channel.ts';
import type { Style } from '../context.ts';
import { propertyList, table } from './table.ts';
import { countOf, wholeNumber } from './text.ts';
import { formatTime } from './time.ts';

type StoppedCleanup = NonNullable<CleanupStatus['stopped']>;

/** `Cleanup mode: apply. Limit: 100 deletions per run, of 1,200 channels.` */
export function modeLine({ mode, allowed, channels }: CleanupStatus): string {
  const all = channels === undefined ? '' : `, of ${countOf(channels, 'channel')}`;
  return `Cleanup mode: ${mode}. Limit: ${countOf(allowed, 'deletion')} per run${all}.`;
}

/** One line for each approved set. */
export function approvalLines({ approved }: CleanupStatus, { timeZone }: Style): string[] {
  return approved.map(({ id, channels, expiresAt }) => {
    const until = formatTime(Date.parse(expiresAt), timeZone);
    return `Approved until ${until}: ${countOf(channels, 'channel')} (set ${id}).`;
  });
}

/** Says that cleanup has stopped, why, and what an operator can do. */
export function stopText(stopped: StoppedCleanup, style: Style): string {
  const { id, at, channels, allowed, expiresAt } = stopped;
  const due = `${countOf(channels, 'channel')} ${channels === 1 ? 'is' : 'are'} due`;
  const title = `Cleanup has stopped: ${due}, the limit is ${wholeNumber(allowed)}.`;
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
  const rows = members.map(({ channelArn, end }) => {
    const [streamId = '', at = ''] = end.split(' ');
    const time = formatTime(Date.parse(at), style.timeZone);
    const neverLive = streamId === 'never-live';
    return [
      channelLabel(channelArn, style),
      neverLive ? `never live, first seen ${time}` : time,
      neverLive ? '' : streamId,
    ];
  });
  const columns = [
    { title: 'CHANNEL' },
    { title: 'LAST STREAM ENDED' },
    { title: 'STREAM', dropOrder: 1 },
  ];
  return table(columns, rows, style);
}
