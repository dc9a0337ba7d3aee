import { expect, test } from 'vitest';
import type { BusEvent } from '../../../src/local/bus/event.ts';
import { Checks } from './invariant.ts';
import type { ObserverTools } from './observer.ts';
import { factsAreTold } from './own-events.ts';

/** Hours after the start, in calm weather. */
const NOON = 12 * 3_600_000;

function setUp() {
  let [time, repairs] = [NOON, 0];
  const now = () => time;
  const checks = new Checks(now);
  const observer = factsAreTold({
    checks,
    timeline: { now },
    troubles: { hasStopped: false, isOut: () => false },
    cloud: { functions: { running: (name: string) => (name === 'reconcile' ? repairs : 0) } },
  } as unknown as ObserverTools);
  return {
    /** `reconcile` begins or ends. */
    reconciles: (isRunning: boolean) => (repairs = isRunning ? 1 : 0),
    /** @param ms after noon */
    tell(type: string, ms: number) {
      time = NOON + ms;
      const detail = { id: `${type} of one session` };
      observer.onOwnEvent?.({
        'detail-type': type,
        detail,
        resources: ['a'],
      } as unknown as BusEvent);
      return checks.violation === undefined;
    },
  };
}

test('in calm weather, nothing is told again', () => {
  const { tell } = setUp();
  expect(tell('Session Ended', 0)).toBe(true);
  expect(tell('Session Ended', 100)).toBe(false);
});

test.each([
  ['the delivery', true, false],
  ['the repair', false, true],
])(
  'an end that is delivered and repaired at the same moment may be told twice: last by %s',
  (_, first, second) => {
    const { tell, reconciles } = setUp();
    reconciles(first);
    tell('Session Ended', 0);
    reconciles(second);
    expect(tell('Session Ended', 1_000)).toBe(true);
  },
);

test('an end is not told again by a repair a moment later, and what no event tells is not told twice by it', () => {
  const { tell, reconciles } = setUp();
  reconciles(true);
  tell('Session Ended', 0);
  expect(tell('Session Ended', 1_001)).toBe(false);
  const closed = setUp();
  closed.reconciles(true);
  closed.tell('Session Closed', 0);
  expect(closed.tell('Session Closed', 1)).toBe(false);
});
