import { expect, test } from 'vitest';
import { LAMBDA_POLLERS, PollerScale } from '../../../src/local/eventsource/poller-scale.ts';

/** Updates a scale whose pollers are all busy, every 100 ms. @returns the last number of pollers */
function flood(scale: PollerScale, from: number, ms: number): number {
  let pollers = scale.update(from, 0, false);
  for (let now = from; now <= from + ms; now += 100) pollers = scale.update(now, pollers, true);
  return pollers;
}

test('pollers start with five, and 300 are added in a minute while messages wait', () => {
  const scale = new PollerScale(LAMBDA_POLLERS);
  expect(scale.update(0, 0, true)).toBe(5);
  expect(flood(scale, 0, 1_000)).toBe(10);
  expect(flood(scale, 1_000, 5_000)).toBe(35);
  expect(flood(scale, 6_000, 300_000)).toBe(1_000);
});

test('no pollers are added while one is idle, or while nothing waits', () => {
  const scale = new PollerScale(LAMBDA_POLLERS);
  for (let now = 0; now < 10_000; now += 100) {
    expect(scale.update(now, 4, true)).toBe(5);
    expect(scale.update(now, 5, false)).toBe(5);
  }
});

test('pollers scale back a minute after they were needed', () => {
  const scale = new PollerScale(LAMBDA_POLLERS);
  flood(scale, 0, 2_000);
  expect(scale.update(61_000, 1, false)).toBe(15);
  expect(scale.update(62_001, 1, false)).toBe(5);
});
