import { expect, test } from 'vitest';
import { retainWith } from '../../src/sessions/retention.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

test('what belongs to a session is kept as long as its summary', () => {
  expect(retainWith({ expiresAt: 1_234 }, NOW, 90)).toBe(1_234);
});

test('and while no end is known, for the retention from now on', () => {
  expect(retainWith({}, NOW, 2)).toBe(NOW / 1_000 + 2 * 86_400);
});
