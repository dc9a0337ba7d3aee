import type { CleanupStatus } from '../../cleanup/approve.ts';
import type { PendingDeletion } from '../../cleanup/limits.ts';
import type { CliContext } from '../context.ts';
import { propertyList, table } from './table.ts';
import { countOf, wholeNumber } from './text.ts';
import { formatTime } from './time.ts';

type Style = Pick<CliContext, 'paint' | 'timeZone' | 'width'>;
type Stopped = NonNullable<CleanupStatus['stopped']>;

/** `cleanup mode: apply; up to 100 channels a run (of 1,200)` */
export function modeLine({ mode, allowed, channels }: CleanupStatus): string {
  const all = channels === undefined ? '' : ` (of ${wholeNumber(channels)})`;
  return `cleanup mode: ${mode}; up to ${countOf(allowed, 'channel')} a run${all}`;
}

/** One line for each set that is let through. */
export function approvalLines({ approved }: CleanupStatus, { timeZone }: Style): string[] {
  return approved.map(({ id, channels, expiresAt }) => {
    const until = formatTime(Date.parse(expiresAt), timeZone);
    return `approved until ${until}: ${countOf(channels, 'channel')}, set ${id}`;
  });
}

/** That it has stopped, and on what. */
export function stopLines({ id, at, channels, allowed, expiresAt }: Stopped, style: Style): string {
  const when = (time: string) => formatTime(Date.parse(time), style.timeZone);
  const title = `stopped: ${countOf(channels, 'channel')} due, ${wholeNumber(allowed)} allowed`;
  return `${style.paint('red', title)}\n${propertyList(
    [
      ['set', id],
      ['since', when(at)],
      ['forgotten', when(expiresAt)],
    ],
    style,
  )}`;
}

/** The channels of the set, and why each is due. */
export function stopTable(members: readonly PendingDeletion[], style: Style): string {
  const rows = members.map(({ channelArn, end }) => {
    const [what = '', at = ''] = end.split(' ');
    const time = formatTime(Date.parse(at), style.timeZone);
    const neverLive = what === 'never-live';
    return [channelArn, neverLive ? `never live, seen ${time}` : time, neverLive ? '' : what];
  });
  const columns = [
    { title: 'CHANNEL', shrinksTo: 24 },
    { title: 'LAST STREAM ENDED' },
    { title: 'STREAM', dropOrder: 1 },
  ];
  return table(columns, rows, style);
}
