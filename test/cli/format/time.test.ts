import { describe, expect, test } from 'vitest';
import {
  formatBriefly,
  formatTime,
  isTimeZone,
  localTime,
  readTime,
} from '../../../src/cli/format/time.ts';

const at = (iso: string): number => Date.parse(iso);

describe('formatTime', () => {
  test.each([
    ['2026-11-21T13:03:05.999Z', 'UTC', '2026-11-21 13:03:05'],
    ['2026-11-21T13:03:05Z', 'Europe/Berlin', '2026-11-21 14:03:05'],
    ['2026-06-21T13:03:05Z', 'Europe/Berlin', '2026-06-21 15:03:05'],
    ['2026-11-21T23:30:00Z', 'Asia/Kolkata', '2026-11-22 05:00:00'],
    ['2026-01-01T03:00:00Z', 'America/Los_Angeles', '2025-12-31 19:00:00'],
    ['2026-11-21T12:00:00Z', 'Pacific/Kiritimati', '2026-11-22 02:00:00'],
    ['2026-11-20T23:00:00Z', 'Europe/Berlin', '2026-11-21 00:00:00'],
    // The last second before and the first second after clocks change in Berlin, in spring and in autumn.
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29 01:59:59'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29 03:00:00'],
    ['2026-10-25T00:59:59Z', 'Europe/Berlin', '2026-10-25 02:59:59'],
    ['2026-10-25T01:00:00Z', 'Europe/Berlin', '2026-10-25 02:00:00'],
  ])('shows %s in %s as %s', (iso, zone, text) => {
    expect(formatTime(at(iso), zone)).toBe(text);
  });
});

describe('localTime', () => {
  test.each([
    ['2026-11-21T13:03:05.042Z', 'Asia/Kathmandu', '+05:45', '18:48:05', '042'],
    ['2026-11-21T13:03:05.900Z', 'America/St_Johns', '-03:30', '09:33:05', '900'],
    ['2026-11-21T13:03:05.000Z', 'UTC', '+00:00', '13:03:05', '000'],
    ['1969-12-31T23:59:59.250Z', 'UTC', '+00:00', '23:59:59', '250'],
  ])('%s in %s has the offset %s and the time %s.%s', (iso, zone, offset, time, ms) => {
    expect(localTime(at(iso), zone)).toMatchObject({ offset, time, ms });
  });
});

describe('formatBriefly', () => {
  test.each([
    ['2026-11-21T13:03:05Z', '14:03'],
    ['2026-11-20T23:00:00Z', '00:00'],
    ['2026-11-20T22:59:00Z', '20 Nov 23:59'],
    ['2026-01-05T12:00:00Z', '05 Jan 13:00'],
    ['2025-12-31T22:59:00Z', '2025-12-31 23:59'],
  ])('shows %s as %s', (iso, text) => {
    expect(formatBriefly(at(iso), at('2026-11-21T20:00:00Z'), 'Europe/Berlin')).toBe(text);
  });
});

describe('readTime', () => {
  test.each([
    ['2026-11-21T13:00:00Z', '2026-11-21T13:00:00Z'],
    ['2026-11-21T13:00:00.5+05:30', '2026-11-21T07:30:00.5Z'],
    ['2026-11-21', '2026-11-20T23:00:00Z'],
    ['2026-11-21 14:00', '2026-11-21T13:00:00Z'],
    ['2026-06-21T14:00:30', '2026-06-21T12:00:30Z'],
    // This time occurs twice. The next one does not occur.
    ['2026-10-25 02:30', '2026-10-25T00:30:00Z'],
    ['2026-03-29 02:30', '2026-03-29T01:30:00Z'],
    ['2026-10-25', '2026-10-24T22:00:00Z'],
    ['2026-10-26', '2026-10-25T23:00:00Z'],
  ])('reads %s in Berlin as %s', (text, iso) => {
    expect(readTime(text, 'Europe/Berlin')).toBe(at(iso));
  });

  test('takes the first of two occurrences in New York, too', () => {
    expect(readTime('2026-11-01 01:30', 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'));
    expect(readTime('2026-03-08 02:30', 'America/New_York')).toBe(at('2026-03-08T07:30:00Z'));
  });

  test.each([
    '',
    'now',
    '2026-13-01',
    '2026-02-30',
    '2026-11-21 25:00',
    '21.11.2026',
    '2026-11-21Z',
    '1763712000',
  ])('refuses %j', (text) => {
    expect(readTime(text, 'Europe/Berlin')).toBeUndefined();
  });
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Mars/Base', false],
  ['', false],
])('isTimeZone(%j) is %s', (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});
