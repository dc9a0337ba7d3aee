import { expect, test } from 'vitest';
import { sessionSettings } from '../../src/sessions/settings.ts';

test('sessions are kept 90 days unless set', () => {
  expect(sessionSettings({ TABLE_NAME: 't', BUS_NAME: 'b' })).toEqual({
    tableName: 't',
    busName: 'b',
    retentionDays: 90,
  });
  const week = { TABLE_NAME: 't', BUS_NAME: 'b', RETENTION_DAYS: '7' };
  expect(sessionSettings(week)).toEqual({ tableName: 't', busName: 'b', retentionDays: 7 });
});

test.each([
  [{ BUS_NAME: 'b' }, 'TABLE_NAME'],
  [{ TABLE_NAME: 't' }, 'BUS_NAME'],
  [{ TABLE_NAME: 't', BUS_NAME: 'b', RETENTION_DAYS: '0' }, 'RETENTION_DAYS'],
  [{ TABLE_NAME: 't', BUS_NAME: 'b', RETENTION_DAYS: '1.5' }, 'RETENTION_DAYS'],
  [{ TABLE_NAME: 't', BUS_NAME: 'b', RETENTION_DAYS: 'a week' }, 'RETENTION_DAYS'],
])('%j is an error that names %s', (env, setting) => {
  expect(() => sessionSettings(env)).toThrow(expect.objectContaining({ setting }));
});
