import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const NAME = 'node-media-server';
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('the build bundles one exact version of node-media-server, since the simulator uses its internals', () => {
  const { dependencies, devDependencies, peerDependencies } = read('package.json');
  expect({ ...dependencies, ...peerDependencies }).not.toHaveProperty(NAME);
  const installed = read(`node_modules/${NAME}/package.json`).version;
  expect(installed).toMatch(/^\d+\.\d+\.\d+$/);
  expect(devDependencies[NAME]).toBe(installed);
});
