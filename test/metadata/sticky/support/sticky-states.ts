import type { StickyState } from '../../../../src/metadata/sticky/state.ts';
import { STICKY_PK } from '../../../../src/platform/table.ts';
import type { MemoryTable } from '../../../support/memory-table/memory-table.ts';

/** The sticky values of a table, by channel. */
export function stickyStates({ items }: MemoryTable): Map<string, StickyState> {
  const states = items(STICKY_PK).map(({ sk, order, values }) => {
    const channelArn = String(sk);
    return [channelArn, { channelArn, order, values } as unknown as StickyState] as const;
  });
  return new Map(states);
}
