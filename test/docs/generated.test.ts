import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillBlocks } from '../../scripts/docs/blocks.ts';
import { pages, ROOT } from '../../scripts/docs/pages.ts';

test.each(await pages())(
  'the generated blocks of %s are up to date (npm run docs)',
  async (page) => {
    const text = await readFile(join(ROOT, page), 'utf8');
    expect(fillBlocks(text)).toBe(text);
  },
);

test('a block is replaced, and what is around it stays', () => {
  const page = 'a\n<!-- generated: x (npm run docs) -->\nold\n<!-- /generated -->\nb';
  expect(fillBlocks(page, { x: () => 'new' })).toBe(page.replace('old', 'new'));
});

test('a block that nothing generates is an error with its name', () => {
  const page = '<!-- generated: nothing (npm run docs) -->\n<!-- /generated -->';
  expect(() => fillBlocks(page, { x: () => '' })).toThrow('expected one of x, received "nothing"');
});
