import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadLibrary } from '../../../src/simulator/rtmp/library.ts';

const NAME = 'node-media-server';
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('is no part of `npm ci --omit=dev`: an optional peer, and ours for development only', () => {
  const { dependencies, peerDependenciesMeta } = read('package.json');
  expect(dependencies).not.toHaveProperty(NAME);
  expect(peerDependenciesMeta[NAME]).toEqual({ optional: true });
  const installed = read('package-lock.json').packages[`node_modules/${NAME}`];
  expect(installed).toMatchObject({ dev: true });
});

test('who lacks it is told how to get the version that we know', async () => {
  const { devDependencies, peerDependencies } = read('package.json');
  const version = devDependencies[NAME];
  expect(peerDependencies[NAME]).toBe(version);
  const missing = import('./no-such-module.ts' as string);
  await expect(loadLibrary(() => missing.then())).rejects.toThrow(
    `RTMP needs the package ${NAME}: npm install --save-dev ${NAME}@${version}`,
  );
  await expect(loadLibrary(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('another version of it is refused, since what we use is not its public API', async () => {
  const load = () => Promise.reject(new Error('was loaded'));
  await expect(loadLibrary(load, () => '5.0.0')).rejects.toThrow(
    /^RTMP needs node-media-server (.*), not 5\.0\.0: npm install --save-dev node-media-server@\1$/,
  );
});
