import { isDeletable } from '../../../../src/metadata/sticky/dynamo-store.ts';
import type { Relay } from '../../../../src/metadata/sticky/relay.ts';
import { emptyState, type StickyState } from '../../../../src/metadata/sticky/state.ts';
import type { StickyStore } from '../../../../src/metadata/sticky/store.ts';

/**
 * A store of sticky values in memory. It passes the same tests as the one in the table.
 *
 * @param pause called between the steps that the table does one after the other
 */
export function memoryStickyStore(pause: () => Promise<void> = async () => undefined) {
  const states = new Map<string, StickyState>();
  const store: StickyStore = {
    async change(channelArn, now, decide) {
      for (;;) {
        const before = states.get(channelArn);
        await pause();
        const { state, result } = decide(structuredClone(before ?? emptyState(channelArn)));
        if (!state) return result;
        if (states.get(channelArn) !== before) continue;
        if (before && isDeletable(state, now)) states.delete(channelArn);
        else states.set(channelArn, structuredClone(state));
        await pause();
        return result;
      }
    },
    async page() {
      const all = structuredClone([...states.values()]);
      await pause();
      return { states: all };
    },
  };
  return { ...store, states };
}

/** A relay in memory. It passes the same tests as the one in the table. */
export function memoryRelay(): Relay {
  let present: string | undefined;
  return {
    async takeOver(holder) {
      present = holder;
    },
    async isHolder(holder) {
      return present === holder;
    },
  };
}
