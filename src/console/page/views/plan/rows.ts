import type { PlannedChannel } from '../../../../explain/planned-channel.ts';

/** What the list shows, by its value in the address. */
export const SHOWN = [
  ['', 'what will happen'],
  ['delete-channel', 'deletions'],
  ['rotate-key', 'key rotations'],
  ['create-key', 'keys to create'],
  ['note-key', 'keys to note'],
  ['overdue', 'overdue keys'],
  ['held', 'held back'],
  ['nothing', 'channels to which nothing happens'],
  ['everything', 'all channels'],
] as const;

/** @param show a value of `SHOWN` */
export function isShown(channel: PlannedChannel, show: string): boolean {
  switch (show) {
    case '':
      return channel.next !== undefined;
    case 'overdue':
      return channel.overdueSince !== undefined;
    case 'held':
      return isHeld(channel);
    case 'nothing':
      return channel.next === undefined;
    case 'everything':
      return true;
    default:
      return channel.next === show;
  }
}

/** Whether the action is due, and something keeps the autopilot from it. */
export const isHeld = ({ stopped, waitsForSurvey, limitedUntil }: PlannedChannel): boolean =>
  stopped === true || waitsForSurvey === true || limitedUntil !== undefined;

const ACTIONS: Record<string, string> = {
  'delete-channel': 'delete the channel',
  'rotate-key': 'rotate the stream key',
  'create-key': 'create a stream key',
  'note-key': 'note the stream key',
};

export const actionText = ({ next }: PlannedChannel): string =>
  next === undefined ? 'nothing' : (ACTIONS[next] ?? next);
