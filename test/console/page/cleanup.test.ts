import { expect, test } from 'vitest';
import {
  lastStreamOf,
  modeText,
  windowText,
} from '../../../src/console/page/views/cleanup/cleanup-texts.ts';

test.each([
  [86_400, '24 hours'],
  [3_600, '1 hour'],
  [5_400, '90 minutes'],
  [45, '45 seconds'],
])('a window of %i s is %s', (seconds, text) => {
  expect(windowText(seconds)).toBe(text);
});

test('the end of a held channel names its stream, or says that it was never live', () => {
  const at = '2026-11-27T10:00:00.000Z';
  expect(lastStreamOf({ end: `st-1 ${at}` })).toEqual({ streamId: 'st-1', at });
  expect(lastStreamOf({ end: `never-live ${at}` })).toEqual({ at });
});

test('each mode is explained', () => {
  for (const mode of ['apply', 'plan', 'off'] as const) expect(modeText(mode)).not.toBe('');
});
