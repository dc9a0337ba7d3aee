import { expect, test } from 'vitest';
import { retainWith } from '../../src/sessions/retention.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

test('details and viewers of an ended session expire with its summary', () => {
  expect(retainWith({ expiresAt: 1_234 }, NOW, 90)).toBe(1_234);
});

test('details and viewers of a session without an end expire after the retention period from now', () => {
  expect(retainWith({}, NOW, 2)).toBe(NOW / 1_000 + 2 * 86_400);
});
