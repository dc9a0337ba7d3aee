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

describe('timeline', () => {
  test('shows time, elapsed time, gap and name of each entry, and dates', () => {
    expect(timeline(style()).add(ENTRIES).split('\n')).toEqual([
      '  2026-11-21 (Europe/Berlin, UTC+01:00)',
      '  23:59:58.000     -1.5s            Session Created',
      '  23:59:59.500       +0s     +1.5s  Stream Start            [repaired]',
      '  2026-11-22 (Europe/Berlin, UTC+01:00)',
      '  00:05:00.000   +5m 00s   +5m 00s  Ingest Bitrate          limit 8,500,000 bits per second, exceeded by 1,312,000',
      '  2030-01-01 (Europe/Berlin, UTC+01:00)',
      '  01:00:00.000            +1136d 00h  Stream Failure          [doubtful time]  Why',
    ]);
  });

  test('does not repeat the offset for UTC', () => {
    expect(timeline(style('UTC')).add(ENTRIES)).toMatch(/^ {2}2026-11-21 \(UTC\)\n/);
  });

  test('formats pages like one list', () => {
    const whole = timeline(style()).add(ENTRIES);
    const paged = timeline(style());
    const pages = [ENTRIES.slice(0, 1), ENTRIES.slice(1, 2), ENTRIES.slice(2)];
    expect(pages.map((page) => paged.add(page)).join('\n')).toBe(whole);
  });

  test('prints the date again when clocks change during a stream', () => {
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

  test.each([80, 60, 40])(
    'cuts details to fit a terminal of %d columns, but not names',
    (width) => {
      const lines = timeline(style('UTC', width)).add(ENTRIES.slice(0, 3)).split('\n');
      const [long = ''] = lines.slice(-1);
      expect(widthOf(long)).toBeLessThanOrEqual(Math.max(width, 58));
      if (width === 80) expect(long).toMatch(/limit 8,500,000 bit…$/);
      else expect(long).toMatch(/Ingest Bitrate$/);
    },
  );

  test('names an unnamed event, and replaces control characters in names', () => {
    const odd = [{ at: ENTRIES[0]?.at ?? '' }, { at: ENTRIES[0]?.at ?? '', name: '\u001b[2J\n' }];
    const lines = timeline(style()).add(odd).split('\n');
    expect(lines[1]).toContain('unnamed event');
    expect(lines[2]).toMatch(/�\[2J$/);
  });

  test('paints failures, limits, the start and repaired events', () => {
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
