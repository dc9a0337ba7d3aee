import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { SET_FLAGS, START_OPTIONS } from '../../src/local/start/arguments.ts';
import { codesIn, tableBelow } from './support/markdown.ts';

test('docs/one-machine.md lists exactly the options of npm start, with their variables', async () => {
  const rows = tableBelow(await readFile(join(ROOT, 'docs/one-machine.md'), 'utf8'), 'Options');
  const listed = rows.map(([flags = '', variable = '']) => [codesIn(flags), codesIn(variable)]);
  const options = START_OPTIONS.map(({ flags, variable }) => [[flags], [variable]]);
  expect(listed).toEqual([[[SET_FLAGS], []], ...options]);
});
