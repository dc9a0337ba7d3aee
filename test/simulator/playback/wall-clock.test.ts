import { expect, test } from 'vitest';
import { WallClock } from '../../../src/simulator/playback/wall-clock.ts';

const SECOND = 90_000;

test('the message with the least delay says at what time of day the stream was sent', () => {
  const clock = new WallClock();
  clock.arrived(0, 1_400);
  clock.arrived(SECOND, 2_050);
  clock.arrived(2 * SECOND, 3_900);
  expect(clock.at(2 * SECOND)).toBe(3_050);
});

test('a pause of more than five seconds gives new times', () => {
  const clock = new WallClock();
  clock.arrived(0, 1_000);
  clock.arrived(SECOND, 12_000);
  expect(clock.at(SECOND)).toBe(12_000);
});
