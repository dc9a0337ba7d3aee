import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { openProject, WAYS } from './support/projects.ts';
import { EMPTY } from './support/set-up.ts';

// Each export of the package, by `import` and by `require`, has the names that its source exports.

const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const entries = Object.keys(exports)
  .filter((entry) => entry !== './package.json')
  .map((entry) => entry.slice('./'.length));

const IMPORT = `
const names = {};
for (const entry of ${JSON.stringify(entries)})
  names[entry] = Object.keys(await import('ivs-autopilot/' + entry));
console.log(JSON.stringify(names));
`;
const REQUIRE = `
const names = {};
for (const entry of ${JSON.stringify(entries)})
  names[entry] = Object.keys(require('ivs-autopilot/' + entry)).sort();
console.log(JSON.stringify(names));
`;
const ONE_SIMULATOR = `
import { createRequire } from 'node:module';
import { ServiceError } from 'ivs-autopilot/simulator';
const required = createRequire(import.meta.url)('ivs-autopilot/simulator');
console.log(ServiceError === required.ServiceError);
`;

const expected: Record<string, string[]> = {};
beforeAll(async () => {
  for (const entry of entries) {
    const source = join(ROOT, 'src', entry, 'index.ts');
    expected[entry] = Object.keys(await import(source)).sort();
  }
});

test.each(WAYS)('import finds every export (%s)', async (_title, way) => {
  expect(await printed(way, 'imports.mjs', IMPORT)).toEqual(expected);
});

test.each(WAYS)('require finds every export (%s)', async (_title, way) => {
  expect(await printed(way, 'requires.cjs', REQUIRE)).toEqual(expected);
});

test.each(WAYS)('import and require give the same simulator (%s)', async (_title, way) => {
  expect(await printed(way, 'both.mjs', ONE_SIMULATOR)).toBe(true);
});

async function printed(way: Parameters<typeof openProject>[1], file: string, text: string) {
  const { folder, run } = openProject(EMPTY, way);
  await writeFile(join(folder, file), text);
  const { stdout, stderr } = await run('node', [file]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}
