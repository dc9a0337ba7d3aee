import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { pages, ROOT } from '../../scripts/docs/pages.ts';
import { anchorsOf, linksOf } from './support/markdown.ts';

const all = await pages();
const texts = new Map(
  await Promise.all(
    all.map(async (page) => [page, await readFile(join(ROOT, page), 'utf8')] as const),
  ),
);

test.each(all)('every link and anchor in %s exists', (page) => {
  const broken = linksOf(texts.get(page) ?? '').filter((link) => !exists(page, link));
  expect(broken).toEqual([]);
});

test('every page of docs/ is linked from README or from a page that README links', () => {
  const reached = new Set<string>();
  const walk = (page: string) => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const link of linksOf(texts.get(page) ?? '')) {
      const { target } = resolve(page, link);
      if (texts.has(target)) walk(target);
    }
  };
  walk('README.md');
  const docs = all.filter((page) => page.startsWith('docs/'));
  expect(docs.filter((page) => !reached.has(page))).toEqual([]);
});

/** Links to other hosts are not followed: tests make no requests to the internet. */
function exists(page: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const { target, anchor } = resolve(page, link);
  if (!existsSync(join(ROOT, target))) return false;
  const text = texts.get(target);
  return anchor === undefined || (text !== undefined && anchorsOf(text).includes(anchor));
}

function resolve(page: string, link: string): { target: string; anchor: string | undefined } {
  const [path = '', anchor] = link.split('#');
  return { target: path === '' ? page : normalize(join(dirname(page), path)), anchor };
}
