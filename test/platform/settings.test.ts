import { describe, expect, test } from 'vitest';
import { choiceSetting, numberSetting, textSetting } from '../../src/platform/settings.ts';

const share = (value: string | undefined) =>
  numberSetting({ SHARE: value }, 'SHARE', { fallback: 0.6, min: 0.01, max: 1 });

describe('a setting that is set is read', () => {
  test('text', () => expect(textSetting({ TABLE: 'sessions' }, 'TABLE')).toBe('sessions'));
  test('number', () => expect(share('0.25')).toBe(0.25));
});

describe('a setting that is unset or empty has its default', () => {
  test('number', () => expect([share(undefined), share('')]).toEqual([0.6, 0.6]));
});

describe('a setting with a wrong value is an error that names it', () => {
  test.each([
    [
      'missing text',
      () => textSetting({}, 'TABLE'),
      'TABLE: expected a non-empty value, received nothing',
    ],
    [
      'not a number',
      () => share('much'),
      'SHARE: expected a number from 0.01 to 1, received "much"',
    ],
    ['too large', () => share('1.1'), 'SHARE: expected a number from 0.01 to 1, received "1.1"'],
    [
      'not whole',
      () => numberSetting({ N: '1.5' }, 'N', { fallback: 1, min: 1, max: 9, integer: true }),
      'N: expected a whole number from 1 to 9, received "1.5"',
    ],
    [
      'no choice',
      () => choiceSetting({ O: 'Hold' }, 'O', ['hold', 'drop'], 'hold'),
      'O: expected one of hold, drop, received "Hold"',
    ],
  ])('%s', (_name, read, message) => {
    expect(read).toThrow(message);
  });
});
