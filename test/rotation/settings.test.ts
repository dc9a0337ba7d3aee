import { expect, test } from 'vitest';
import { overdueAlarm } from '../../src/rotation/settings.ts';

test.each([
  ['none', Number.POSITIVE_INFINITY],
  ['1d', 86_400_000],
])('rotationOverdueAlarm=%s raises the alarm after %d ms', (text, ms) => {
  expect(overdueAlarm({ ROTATION_OVERDUE_ALARM: text })).toBe(ms);
});
