import { describe, expect, test } from 'vitest';
import { type Column, propertyList, table } from '../../../src/cli/format/table.ts';
import { widthOf } from '../../../src/cli/format/text.ts';

const plain = { paint: (_: string, text: string) => text };
const COLUMNS: Column[] = [
  { title: 'NAME', shrinksTo: 6 },
  { title: 'STATE' },
  { title: 'FOR', align: 'right' },
  { title: 'STREAM', dropOrder: 1 },
  { title: 'HEALTH', shrinksTo: 8, dropOrder: 2 },
];
const ROWS = [
  ['quiz-night', { text: 'live', colour: 'green' as const }, '1h 02m', 'st-1', undefined],
  ['東京の朝', 'created', '5s', 'st-22', 'starving, repaired'],
];

const at = (width?: number) =>
  table(COLUMNS, ROWS, { ...plain, ...(width !== undefined && { width }) }).split('\n');

describe('table', () => {
  test('shows everything if the output is not a terminal', () => {
    expect(at()).toEqual([
      'NAME        STATE       FOR  STREAM  HEALTH',
      'quiz-night  live     1h 02m  st-1',
      '東京の朝    created      5s  st-22   starving, repaired',
    ]);
  });

  test.each<[number, string[]]>([
    [55, at()],
    [
      50,
      [
        'NAME        STATE       FOR  STREAM  HEALTH',
        'quiz-night  live     1h 02m  st-1',
        '東京の朝    created      5s  st-22   starving, re…',
      ],
    ],
    [
      38,
      [
        'NAME        STATE       FOR  STREAM',
        'quiz-night  live     1h 02m  st-1',
        '東京の朝    created      5s  st-22',
      ],
    ],
    [24, ['NAME     STATE       FOR', 'quiz-n…  live     1h 02m', '東京の…  created      5s']],
  ])('on %d columns shrinks columns first, then leaves columns out', (width, lines) => {
    expect(at(width)).toEqual(lines);
    for (const line of at(width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  test('keeps the other columns, even if the terminal is too narrow for them', () => {
    expect(at(5)[1]).toBe('quiz-…  live     1h 02m');
  });

  test('leaves out a column that is empty in all rows', () => {
    const lines = table(
      [{ title: 'A' }, { title: 'B' }, { title: 'C' }],
      [['1', undefined, ''], ['2']],
      plain,
    );
    expect(lines).toBe('A\n1\n2');
  });

  test('paints a cell together with its padding, so that columns stay aligned', () => {
    const paint = (colour: string, text: string) => `<${colour}>${text}</>`;
    const lines = table(
      [{ title: 'STATE' }, { title: 'N' }],
      [[{ text: 'up', colour: 'green' }, '1']],
      { paint },
    );
    expect(lines).toBe('<bold>STATE</>  <bold>N</>\n<green>up   </>  1');
  });

  test('continues a cell that wraps on the next line', () => {
    const columns: Column[] = [
      { title: 'NAME' },
      { title: 'WHY', shrinksTo: 8, wraps: true },
      { title: 'N', align: 'right' },
    ];
    const rows = [
      ['quiz', 'the channel is live', '1'],
      ['gala', 'due', '12'],
    ];
    expect(table(columns, rows, { ...plain, width: 22 }).split('\n')).toEqual([
      'NAME  WHY            N',
      'quiz  the channel    1',
      '      is live',
      'gala  due           12',
    ]);
  });

  test('replaces control characters', () => {
    expect(table([{ title: 'A' }], [['\u001b[2J']], plain)).toBe('A\n�[2J');
  });
});

test('propertyList aligns the texts and leaves out unknown ones', () => {
  const rows = [
    ['channel', 'arn'],
    ['at', undefined],
    ['to', 'b\u0007'],
  ] as const;
  expect(propertyList(rows, plain)).toBe('  channel  arn\n  to       b�');
});

test('propertyList continues a long text under its beginning', () => {
  const rows = [
    ['health', 'starved 2 times; 1 takeover'],
    ['to', 'b'],
  ] as const;
  expect(propertyList(rows, { ...plain, width: 28 }).split('\n')).toEqual([
    '  health  starved 2 times; 1',
    '          takeover',
    '  to      b',
  ]);
});
