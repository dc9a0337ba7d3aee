import { sessionIdText } from '../../sessions/session-id.ts';
import { type Arrival, compareArrivals } from '../timeline/arrivals.ts';
import type { Step } from '../timeline/steps.ts';
import type { EventFault } from './event-faults.ts';
import { randomNumbers } from './random-numbers.ts';

const DELAY_S = 60;
const DOUBLE_S = 1;

export interface FaultyArrivals {
  arrivals: Arrival[];
  /** The deliveries that a fault took away, in the form of steps. */
  lost: Step[];
}

/** A delivery with its number in the time line without faults. */
type Numbered = Arrival & { index: number };

/**
 * Applies faults to deliveries, one fault after the other. Numbers in faults are those of the time line without
 * faults.
 *
 * @param arrivals in their order
 */
export function applyFaults(
  arrivals: readonly Arrival[],
  faults: readonly EventFault[],
  seed: number,
): FaultyArrivals {
  const random = randomNumbers(seed);
  let left: Numbered[] = arrivals.map((arrival, i) => ({ ...arrival, index: i + 1 }));
  const lost: Step[] = [];
  for (const fault of faults) {
    const next: Numbered[] = [];
    const passed = new Set<Numbered>();
    for (const [position, arrival] of left.entries()) {
      const hit = isSelected(arrival, fault) && random() < (fault.probability ?? 1);
      if (!hit) next.push(arrival);
      else if (fault.fault === 'lose') lost.push(lostStep(arrival));
      else if (fault.fault === 'reorder')
        next.push(reordered(arrival, nextOf(arrival, left, position + 1), passed));
      else next.push(...changed(arrival, fault));
    }
    left = next.sort(compareArrivals);
  }
  return { arrivals: left.map(({ index: _, ...arrival }) => arrival), lost };
}

function isSelected(
  { event, index }: Numbered,
  { name, detailType, streamId, index: wanted }: EventFault,
): boolean {
  return (
    (name === undefined || event.name === name) &&
    (detailType === undefined || event.detailType === detailType) &&
    (streamId === undefined || event.streamId === streamId) &&
    (wanted === undefined || index === wanted)
  );
}

const lostStep = ({ event, at }: Arrival): Step => ({ at, kind: 'lost', event, why: 'fault' });

function changed(arrival: Numbered, fault: EventFault): Numbered[] {
  const faults = [...arrival.faults, fault.fault];
  switch (fault.fault) {
    case 'double': {
      const { seconds = DOUBLE_S, times = 1 } = fault;
      const copies = Array.from({ length: times }, (_, i) => ({
        ...{ ...arrival, faults, copy: arrival.copy + i + 1 },
        at: arrival.at + (i + 1) * seconds * 1_000,
      }));
      return [arrival, ...copies];
    }
    case 'delay':
      return [{ ...arrival, faults, at: arrival.at + (fault.seconds ?? DELAY_S) * 1_000 }];
    default:
      return [];
  }
}

/**
 * Just after the delivery of the same session that would come next; where it was, if there is none. A delivery that
 * another one was moved behind stays: if all were moved, all would keep their order.
 *
 * @param next the delivery of the same session that would come next
 * @param passed the deliveries that others were moved behind
 */
function reordered(arrival: Numbered, next: Numbered | undefined, passed: Set<Numbered>): Numbered {
  if (!next || passed.has(arrival)) return arrival;
  passed.add(next);
  return { ...arrival, faults: [...arrival.faults, 'reorder'], at: next.at + 1 };
}

/** @param from where to look in `all`, which is in order */
function nextOf(arrival: Numbered, all: readonly Numbered[], from: number): Numbered | undefined {
  for (let i = from; i < all.length; i += 1) {
    const other = all[i];
    if (other && other.event.id !== arrival.event.id && isOfSame(other, arrival)) return other;
  }
  return undefined;
}

function isOfSame(one: Arrival, other: Arrival): boolean {
  const text = ({ event: { channelArn = '', streamId = '' } }: Arrival) =>
    sessionIdText({ channelArn, streamId });
  return text(one) === text(other);
}
