import type { Observer, ObserverTools } from './observer.ts';

const NAME = 'no more is changed than the limits allow';
const DAY = 24 * 3_600_000;
/** With so many channels or fewer, the share does not apply: docs/policy.md. */
const SMALL_ACCOUNT = 20;

/** In no rolling day are more channels deleted without approval than the settings allow. */
export function limitsHold({ checks, simulator, timeline, cloud }: ObserverTools): Observer {
  /** When channels were deleted without approval, ms since the epoch. */
  let deletions: number[] = [];
  const approved = new Set<string>();
  /** The channels of each set that the operator has read about. */
  const sets = new Map<string, string[]>();
  /** The greatest number of channels, and the loosest settings, of the last two days. */
  const levels: { at: number; channels: number; share: number; max: number }[] = [];

  const deletedSince = (time: number) => deletions.filter((at) => at > time).length;

  function allowed(): number {
    const recent = levels.filter(({ at }) => at > timeline.now() - 2 * DAY);
    const greatest = (member: 'channels' | 'share' | 'max') =>
      Math.max(...recent.map((level) => level[member]));
    const [channels, share, max] = [greatest('channels'), greatest('share'), greatest('max')];
    const wasSmall = recent.some((level) => level.channels <= SMALL_ACCOUNT);
    return wasSmall ? max : Math.min(max, Math.floor(share * channels));
  }

  function look(count: number): void {
    const numbers = (name: string) => cloud.settings(name).map(Number);
    levels.push({
      at: timeline.now(),
      // docs/settings.md, cleanupMaxShare: those that were deleted within the window count as well.
      channels: count + deletedSince(timeline.now() - DAY),
      share: Math.max(...numbers('CLEANUP_MAX_SHARE')),
      max: Math.max(...numbers('CLEANUP_MAX_DELETES')),
    });
    while ((levels[0]?.at ?? 0) < timeline.now() - 2 * DAY) levels.shift();
  }

  return {
    onTick: (channels) => look(channels.length),
    onFunctionStart({ name, payload }) {
      if (name !== 'deleteDueChannels' || !payload.includes('"approve"')) return;
      const { approve } = JSON.parse(payload) as { approve: string };
      for (const channelArn of sets.get(approve) ?? []) approved.add(channelArn);
    },
    onFunctionEnd({ name, payload, outcome }) {
      if (name !== 'deleteDueChannels' || !('payload' in outcome) || !payload.includes('"status"'))
        return;
      const { stopped } = JSON.parse(outcome.payload) as {
        stopped?: { id: string; members: { channelArn: string }[] };
      };
      const members = stopped?.members.map(({ channelArn }) => channelArn) ?? [];
      if (stopped) sets.set(stopped.id, [...(sets.get(stopped.id) ?? []), ...members]);
    },
    onDeed({ operation, channelArn }) {
      if (operation !== 'DeleteChannel' || approved.has(channelArn)) return;
      look(simulator.channels().length);
      const now = timeline.now();
      deletions = [...deletions.filter((at) => at > now - DAY), now];
      const what = () => `${deletions.length} channels deleted in a day, ${allowed()} allowed`;
      checks.expect(NAME, deletions.length <= allowed(), what, channelArn);
    },
  };
}
