import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadLibrary } from '../../../src/simulator/rtmp/library.ts';

const NAME = 'node-media-server';
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('node-media-server is an optional peer dependency and a development dependency', () => {
  const { dependencies, peerDependenciesMeta } = read('package.json');
  expect(dependencies).not.toHaveProperty(NAME);
  expect(peerDependenciesMeta[NAME]).toEqual({ optional: true });
  const installed = read('package-lock.json').packages[`node_modules/${NAME}`];
  expect(installed).toMatchObject({ dev: true });
});

test('without node-media-server, the error says how to install the right version', async () => {
  const { devDependencies, peerDependencies } = read('package.json');
  const version = devDependencies[NAME];
  expect(peerDependencies[NAME]).toBe(version);
  const missing = import('./no-such-module.ts' as string);
  await expect(loadLibrary(() => missing.then())).rejects.toThrow(
    `RTMP needs the package ${NAME}, which is not installed. Run: npm install --save-dev ${NAME}@${version}`,
  );
  await expect(loadLibrary(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('another version of node-media-server is refused', async () => {
  const load = () => Promise.reject(new Error('was loaded'));
  await expect(loadLibrary(load, () => '5.0.0')).rejects.toThrow(
    /^RTMP needs node-media-server (.*), but version 5\.0\.0 is installed\. Run: npm install --save-dev node-media-server@\1$/,
  );
});
