import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pages, ROOT } from '../../scripts/docs/pages.ts';
import { SETTINGS } from '../../src/settings/catalog.ts';
import { codesIn, tableBelow } from './support/markdown.ts';

const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const all = await pages();
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
const service = parse(await read('serverless.yml'));

test.each(all)('every file and folder that %s names in code exists', async (page) => {
  const named = codesIn(await read(page)).filter((code) =>
    /^(src|test|handlers|scripts|docs|events|bench|resources|examples)\/[\w./-]*$/.test(code),
  );
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test.each(all)('every npm command that %s names exists', async (page) => {
  const named = [...(await read(page)).matchAll(/(?<!p)npm (?:run )?([a-z][a-z:-]*)/g)].flatMap(
    ([, name]) => name ?? [],
  );
  const known = new Set([
    ...Object.keys(scripts),
    'audit',
    'ci',
    'install',
    'pack',
    'publish',
    'run',
    'registry',
    'and',
    'packages',
  ]);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('CONTRIBUTING lists every npm script', async () => {
  const listed = codesIn(await read('CONTRIBUTING.md'));
  const missing = Object.keys(scripts).filter(
    (name) => !listed.some((code) => new RegExp(`npm (run )?${name}( |$)`).test(code)),
  );
  // `prepare` is npm's own hook; `package` is the same as `npx serverless package`.
  expect(missing).toEqual(['prepare', 'package']);
});

test('docs/architecture.md lists exactly the functions of serverless.yml', async () => {
  const listed = tableBelow(await read('docs/architecture.md'), 'What runs').map(([name = '']) =>
    codesIn(name),
  );
  expect(listed.flat().sort()).toEqual(Object.keys(service.functions).sort());
});

test('docs/operations.md lists exactly the metrics that the code adds', async () => {
  const rows = tableBelow(await read('docs/operations.md'), 'Metrics');
  const listed = rows.flatMap(([names = '']) => codesIn(names));
  expect(listed.sort()).toEqual(await metricsInCode());
});

test('a setting is explained on one page only', async () => {
  const tables = await Promise.all(
    all.map(async (page) => {
      const rows = (await read(page)).split('\n').filter((line) => line.startsWith('| `'));
      const params = rows.flatMap((row) => codesIn(row.split('|')[1] ?? ''));
      return params.filter((name) => SETTINGS.some(({ param }) => param === name)).map(() => page);
    }),
  );
  expect([...new Set(tables.flat())]).toEqual(['docs/settings.md']);
});

/** Names of metrics: texts in capitals at their start, in files that use `Metrics`. */
async function metricsInCode(): Promise<string[]> {
  const files = (await readdir(join(ROOT, 'src'), { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/^(local|simulator|testing|cli|player)\//.test(name),
  );
  const names = new Set<string>();
  for (const file of files) {
    const text = await read(`src/${file}`);
    for (const [, name] of text.matchAll(/\.add\(\s*'([A-Z]\w+)'/g)) if (name) names.add(name);
    for (const [, name] of text.matchAll(/'(Metadata[A-Z]\w+|(?:Events|Unknown)\w*)'/g))
      if (name) names.add(name);
  }
  return [...names].sort();
}
