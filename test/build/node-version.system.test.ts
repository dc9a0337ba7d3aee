import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const pretend = (version: string): string =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
   Object.defineProperty(process, 'version', { value: 'v${version}' });`;

test.each(['18.20.8', '20.18.1'])('on Node.js %s, npm ci ends with one sentence', (version) => {
  const hook = `data:text/javascript,${encodeURIComponent(pretend(version))}`;
  const run = spawnSync(process.execPath, ['--import', hook, 'scripts/prepare.mjs']);
  expect(run.status).toBe(1);
  expect(`${run.stdout}${run.stderr}`).toBe(
    `ivs-autopilot needs Node.js 20.19 or newer, and this is v${version}. Install a newer one from https://nodejs.org, and run npm ci again.\n`,
  );
});
