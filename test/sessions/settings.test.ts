import { expect, test } from 'vitest';
import { sessionSettings } from '../../src/sessions/settings.ts';

test('sessions are kept for 90 days by default, or for RETENTION_DAYS', () => {
  expect(sessionSettings({})).toEqual({ retentionDays: 90 });
  expect(sessionSettings({ RETENTION_DAYS: '7' })).toEqual({ retentionDays: 7 });
});

test.each(['0', '1.5', 'a week'])('RETENTION_DAYS=%s is refused', (value) => {
  expect(() => sessionSettings({ RETENTION_DAYS: value })).toThrow(
    expect.objectContaining({ setting: 'RETENTION_DAYS' }),
  );
});
