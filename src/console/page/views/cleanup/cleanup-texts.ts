import type { CleanupStatus, HeldDeletion } from '../../../../cleanup/status.ts';

/** The set that waits for approval. */
export type StoppedCleanup = NonNullable<CleanupStatus['stopped']>;

const MODES: Record<CleanupStatus['mode'], string> = {
  apply: 'Channels are deleted when they are due.',
  plan: 'Nothing is deleted. What would be deleted is noted in the audit of each channel.',
  off: 'Nothing is deleted.',
};

export const modeText = (mode: CleanupStatus['mode']): string => MODES[mode] ?? '';

/** `24 hours`, or the largest other unit in which it is a whole number. */
export function windowText(seconds: number): string {
  const units = [
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([one]) => seconds % one === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The stream for which a channel is deleted. */
export interface LastStream {
  /** Absent: it was never live. */
  streamId?: string;
  /** When it ended, or when the channel was seen first; ISO 8601. */
  at: string;
}

/** Reads `<stream id> <time>` or `never-live <time>`. */
export function lastStreamOf({ end }: Pick<HeldDeletion, 'end'>): LastStream {
  const [id = '', at = ''] = end.split(' ');
  return id === 'never-live' ? { at } : { streamId: id, at };
}
