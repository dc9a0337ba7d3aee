import { describe, expect, test } from 'vitest';
import { type ChartedViewers, viewersChart } from '../../../src/cli/format/viewers-chart.ts';
import * as fc from '../../support/fast-check.ts';

const STYLE = {
  paint: (_: unknown, text: string) => text,
  timeZone: 'Europe/Berlin',
  now: () => 0,
};
const from = '2026-11-21T11:00:00.000Z';
const curve = (...counts: (number | null)[]): ChartedViewers => ({
  ...{ from, stepSeconds: 60, counts },
});
const chart = (charted: ChartedViewers, width?: number) =>
  viewersChart(charted, { ...STYLE, ...(width !== undefined && { width }) });

test('a curve is drawn in four rows, with its peak and the times of its ends', () => {
  expect(chart(curve(0, 10, 40, 80, 1_840, 1_200, 920, 460, null, null, 300, 0))).toBe(
    [
      '  1,840 │                ████',
      '        │                ████▅▅▅▅',
      '        │                ████████████',
      '      0 │▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁████████████████        ▅▅▅▅▁▁▁▁',
      '         12:00                                      12:12',
    ].join('\n'),
  );
});

test('a curve that is wider than the terminal has the greatest count of several steps in a column', () => {
  const counts = Array.from({ length: 120 }, (_, i) => (i === 77 ? 800 : 100));
  const lines = chart(curve(...counts), 40)?.split('\n') ?? [];
  expect(lines.map((line) => line.length <= 40)).toEqual(lines.map(() => true));
  expect(lines[0]).toMatch(/^ {2}800 │ +█$/);
  expect(lines[3]?.match(/[▁-█]/g)).toHaveLength(33);
});

test('days stand with the times of a curve that passes midnight', () => {
  const long = { ...curve(...Array<number>(120).fill(5)), stepSeconds: 960 };
  expect(chart(long)?.split('\n').at(-1)?.trim()).toMatch(/^2026-11-21 12:00 +2026-11-22 20:00$/);
});

test('the last time is that of the last sample, if it is known', () => {
  const until = '2026-11-21T11:01:40.000Z';
  expect(chart({ ...curve(1, 2), until })).toMatch(/12:00 {2}12:01$/);
});

test('a curve without a known count is not drawn', () => {
  expect(chart(curve())).toBeUndefined();
  expect(chart(curve(null, null))).toBeUndefined();
});

describe('whatever the counts and the terminal', () => {
  const counts = fc.array(fc.option(fc.nat({ max: 1_000_000 })), { minLength: 1, maxLength: 120 });
  test('the chart fits, the peak reaches the top, and known counts are seen', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 50, max: 200 }), (some, width) => {
        const known = some.filter((count) => count !== null);
        const lines = chart(curve(...some), width)?.split('\n');
        expect(lines === undefined).toBe(known.length === 0);
        if (!lines) return;
        expect(lines).toHaveLength(5);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        if (Math.max(...known) > 0) expect(lines[0]).toContain('█');
        const seen = lines[3]?.match(/[▁-█]/g) ?? [];
        expect(seen.length).toBeGreaterThanOrEqual(Math.min(1, known.length));
        if (some.length <= width / 2) expect(seen.length % known.length).toBe(0);
      }),
    );
  });
});
