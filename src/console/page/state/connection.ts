import { signal } from '@preact/signals';

/** `connecting` until the first answer; `offline` while the server does not answer. */
export const connection = signal<'connecting' | 'online' | 'offline'>('connecting');
/** Since when, ms since the epoch. The values are as of then. */
export const offlineSince = signal<number | undefined>(undefined);
