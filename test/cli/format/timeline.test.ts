import { describe, expect, test } from 'vitest';
import type { AnsweredTimelineEntry } from '../../../src/cli/answers.ts';
import { widthOf } from '../../../src/cli/format/text.ts';
import { timeline } from '../../../src/cli/format/timeline.ts';

const style = (timeZone = 'Europe/Berlin', width?: number) => ({
  paint: (_: string, text: string) => text,
  timeZone,
  ...(width !== undefined && { width }),
});

const ENTRIES: AnsweredTimelineEntry[] = [
  { at: '2026-11-21T22:59:58.000Z', name: 'Session Created', sinceStartMs: -1_500 },
  { at: '2026-11-21T22:59:59.500Z', name: 'Stream Start', sinceStartMs: 0, repaired: true },
  {
    at: '2026-11-21T23:05:00.000Z',
    name: 'Ingest Bitrate',
    detail: { limit_value: 8_500_000, limit_unit: 'bits per second', exceeded_by: 1_312_000 },
    sinceStartMs: 300_500,
  },
  { at: '2030-01-01T00:00:00.000Z', name: 'Stream Failure', detail: { reason: 'Why' }, odd: true },
];

describe('a time line', () => {
  test('says when, since when, how long after the one before, and what', () => {
    expect(timeline(style()).add(ENTRIES).split('\n')).toEqual([
      '  2026-11-21 (Europe/Berlin, UTC+01:00)',
      '  23:59:58.000     -1.5s            Session Created',
      '  23:59:59.500       +0s     +1.5s  Stream Start            [repaired]',
      '  2026-11-22 (Europe/Berlin, UTC+01:00)',
      '  00:05:00.000   +5m 00s   +5m 00s  Ingest Bitrate          limit 8,500,000 bits per second, exceeded by 1,312,000',
      '  2030-01-01 (Europe/Berlin, UTC+01:00)',
      '  01:00:00.000            +1136d 00h  Stream Failure          [odd time]  Why',
    ]);
  });

  test('names UTC once', () => {
    expect(timeline(style('UTC')).add(ENTRIES)).toMatch(/^ {2}2026-11-21 \(UTC\)\n/);
  });

  test('goes on from page to page', () => {
    const whole = timeline(style()).add(ENTRIES);
    const paged = timeline(style());
    const pages = [ENTRIES.slice(0, 1), ENTRIES.slice(1, 2), ENTRIES.slice(2)];
    expect(pages.map((page) => paged.add(page)).join('\n')).toBe(whole);
  });

  test('tells when the clock is put back in the middle of a stream', () => {
    const entries = ['00:59:59', '01:00:00'].map((time) => ({
      at: `2026-10-25T${time}.000Z`,
      name: 'Starvation Start',
    }));
    expect(timeline(style()).add(entries).split('\n')).toEqual([
      '  2026-10-25 (Europe/Berlin, UTC+02:00)',
      '  02:59:59.000                      Starvation Start',
      '  2026-10-25 (Europe/Berlin, UTC+01:00)',
      '  02:00:00.000                 +1s  Starvation Start',
    ]);
  });

  test.each([80, 60, 40])('fits a terminal of %d columns, but for the names', (width) => {
    const lines = timeline(style('UTC', width)).add(ENTRIES.slice(0, 3)).split('\n');
    const [long = ''] = lines.slice(-1);
    expect(widthOf(long)).toBeLessThanOrEqual(Math.max(width, 58));
    if (width === 80) expect(long).toMatch(/limit 8,500,000 bit…$/);
    else expect(long).toMatch(/Ingest Bitrate$/);
  });

  test('has a name for what has none, and shows none that steers a terminal', () => {
    const odd = [{ at: ENTRIES[0]?.at ?? '' }, { at: ENTRIES[0]?.at ?? '', name: '\u001b[2J\n' }];
    const lines = timeline(style()).add(odd).split('\n');
    expect(lines[1]).toContain('an event without a name');
    expect(lines[2]).toMatch(/�\[2J$/);
  });

  test('paints failures, limits and the start', () => {
    const paint = (colour: string, text: string) => `<${colour}>${text.trimEnd()}</>`;
    const painted = timeline({ ...style(), paint }).add(ENTRIES);
    for (const text of [
      '<green>Stream Start</>  <cyan>[repaired]</>',
      '<yellow>Ingest Bitrate</>',
      '<red>Stream Failure</>',
      '  Session Created',
    ])
      expect(painted).toContain(text);
  });
});
