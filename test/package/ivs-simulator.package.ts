import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { openProject, WAYS } from './support/projects.ts';
import { SIMULATOR_ONLY } from './support/set-up.ts';

// The package ivs-simulator, which is made from the same files.

const example = (name: string) => join(ROOT, 'examples', name);

test.each(WAYS)('ivs-simulator brings no other package (%s)', async (_title, way) => {
  const { folder } = openProject(SIMULATOR_ONLY, way);
  const installed = await readdir(join(folder, 'node_modules'));
  expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['ivs-simulator']);
  const inStore = await readdir(join(folder, 'node_modules/.pnpm')).catch(() => []);
  expect(inStore.filter((name) => name.includes('@') && !name.startsWith('ivs-'))).toEqual([]);
});

test.each(WAYS)('ivs-simulator is enough for the example boto3 (%s)', async (_title, way) => {
  const { folder, run } = openProject(SIMULATOR_ONLY, way);
  for (const file of ['show.py', 'test_show.py'])
    await cp(join(example('boto3'), file), join(folder, file));
  const { stderr } = await run('python3', ['-m', 'unittest']);
  expect(stderr).toMatch(/Ran 3 tests[\s\S]*\nOK/);
});

test.each(WAYS)(
  'ivs-simulator is enough for the example node-test-js (%s)',
  async (_title, way) => {
    const { folder, run } = openProject(SIMULATOR_ONLY, way);
    const tests = join(example('node-test-js'), 'live-channels.test.js');
    const text = (await readFile(tests, 'utf8')).replace('ivs-autopilot/', 'ivs-simulator/');
    await writeFile(
      join(folder, 'live-channels.test.mjs'),
      text.replace('live-channels.js', 'live-channels.mjs'),
    );
    await cp(join(example('node-test-js'), 'live-channels.js'), join(folder, 'live-channels.mjs'));
    const { stdout } = await run('node', ['--test']);
    expect(stdout).toMatch(/pass 2\n/);
  },
);
