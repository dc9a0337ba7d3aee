import { expect, test } from 'vitest';
import { endOfSecond } from '../../src/platform/clock.ts';

const SECOND = Date.parse('2026-11-21T12:00:00.000Z');

test('the end of a second is its last millisecond, whatever the time within it', () => {
  expect(endOfSecond(SECOND)).toBe(SECOND + 999);
  expect(endOfSecond(SECOND + 999)).toBe(SECOND + 999);
});
