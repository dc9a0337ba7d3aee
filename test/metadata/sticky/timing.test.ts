import { describe, expect, test } from 'vitest';
import { readRepeatSettings, readStickySettings } from '../../../src/metadata/sticky/settings.ts';
import { budgetOf, timingOf } from '../../../src/metadata/sticky/timing.ts';

const ENVIRONMENT = {
  TABLE_NAME: 'table',
  METADATA_QUEUE_NAME: 'queue',
  METADATA_STICKY_FUNCTION: 'repeat',
};

describe('timing', () => {
  test.each([5, 10, 60])(
    'leaves a tenth of N for the way through the queue (N = %i s)',
    (seconds) => {
      const { stickyMs, periodMs, minAgeMs: youngMs } = timingOf(seconds);
      expect(stickyMs).toBe(seconds * 1_000);
      expect(stickyMs - periodMs - youngMs).toBeCloseTo(stickyMs / 10);
    },
  );

  test.each([5, 7, 10, 60])('gives repeats at most a fifth of the rate (N = %i s)', (seconds) => {
    const timing = timingOf(seconds);
    const { requests } = budgetOf(timing, { mode: 'envelope', maxBytes: 1_000, gapMs: 210 });
    expect(requests).toBeGreaterThanOrEqual(3);
    expect((requests * 210) / timing.periodMs).toBeLessThanOrEqual(0.2);
  });

  test('allows one request for repeats even at a slow rate', () => {
    const form = { mode: 'envelope' as const, maxBytes: 1_000, gapMs: 10_000 };
    expect(budgetOf(timingOf(5), form)).toMatchObject({ requests: 1 });
  });
});

describe('the settings of sticky metadata', () => {
  test('have defaults', () => {
    expect(readStickySettings(ENVIRONMENT)).toEqual({
      stickySeconds: 10,
      stickyFunction: 'repeat',
    });
    expect(readRepeatSettings(ENVIRONMENT)).toMatchObject({
      ...{ queueName: 'queue', tableName: 'table', stickySeconds: 10, gapMs: 210 },
    });
  });

  test.each(['4', '61', '7.5', '10s', 'often'])(
    'cause an error with the name of the variable: %s',
    (METADATA_STICKY_SECONDS) => {
      const environment = { ...ENVIRONMENT, METADATA_STICKY_SECONDS };
      const expected = 'METADATA_STICKY_SECONDS: expected a whole number from 5 to 60';
      expect(() => readStickySettings(environment)).toThrow(expected);
      expect(() => readRepeatSettings(environment)).toThrow(expected);
    },
  );

  test('cause an error without the name of the repeating function', () => {
    expect(() => readStickySettings({})).toThrow(
      'METADATA_STICKY_FUNCTION: expected a non-empty value',
    );
  });
});
