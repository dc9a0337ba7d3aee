import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INVARIANTS } from './invariants/names.ts';
import { TROUBLE_KINDS } from './trouble/kinds.ts';

const page = readFileSync('docs/simulation.md', 'utf8');

/** The first column of a table, sorted. @param heading the text of the first cell of its head */
function firstColumn(heading: string): string[] {
  const [, table = ''] = page.split(`| ${heading} | |\n|---|---|\n`);
  const rows = table.split('\n\n', 1)[0]?.split('\n') ?? [];
  return rows.map((row) => (row.split('|')[1] ?? '').trim().replaceAll('`', '')).sort();
}

test('docs/simulation.md lists every trouble', () => {
  expect(firstColumn('trouble')).toEqual([...TROUBLE_KINDS].sort());
});

test('docs/simulation.md lists every invariant', () => {
  expect(firstColumn('invariant')).toEqual([...INVARIANTS].sort());
});
