import { isoTime } from '../platform/clock.ts';
import type { Fact } from './facts.ts';
import type { HealthChange } from './starving.ts';
import type { StoredEvent } from './stored-event.ts';

/**
 * The ids of `health` facts, in their order. The order of events within one second is unknown, since their times are
 * whole seconds. An end counts as the later one: the stream would otherwise seem to starve until its next change.
 */
const IDS = {
  start: { repaired: '1', delivered: '2' },
  end: { repaired: '3', delivered: '4' },
};

/**
 * The `health` fact that a Starvation Start or Starvation End is. Its time and id decide all of it, so events that
 * are equal in both lead to the same summary in any order.
 */
export function healthFactOf({ event, repaired, odd }: StoredEvent): Fact {
  const ids = event.name === 'Starvation Start' ? IDS.start : IDS.end;
  const at = isoTime(Math.floor(Date.parse(event.time) / 1_000) * 1_000);
  const id = repaired ? ids.repaired : ids.delivered;
  return { at, id, ...(repaired && { repaired }), ...(odd && { odd }) };
}

/**
 * @param fact as `healthFactOf` makes it
 * @returns undefined if its time is implausible: it may be later than all others for years, so it says nothing
 */
export function healthChangeOf({ at, id, odd }: Fact): HealthChange | undefined {
  if (odd) return undefined;
  const isStart = id === IDS.start.repaired || id === IDS.start.delivered;
  return { type: isStart ? 'start' : 'end', at };
}
