import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { openProject, WAYS } from './support/projects.ts';
import { EMPTY, SIMULATOR_ONLY } from './support/set-up.ts';
import { startSimulatorProcess } from './support/simulator-process.ts';

// The programs that the package brings.

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));

test.each(WAYS)('ivs-autopilot prints its version and its help (%s)', async (_title, way) => {
  const { run } = openProject(EMPTY, way);
  const command = 'node_modules/.bin/ivs-autopilot';
  expect(await run(command, ['--version'])).toEqual({ stdout: `${version}\n`, stderr: '' });
  const { stdout, stderr } = await run(command, ['--help']);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/Usage: ivs-autopilot/);
});

for (const project of [EMPTY, SIMULATOR_ONLY])
  test.each(WAYS)(
    `npx ivs-simulator answers, and ends when it is stopped (${project}, %s)`,
    async (_title, way) => {
      const simulator = await startSimulatorProcess(openProject(project, way));
      const created = await fetch(`${simulator.endpoint}/CreateChannel`, {
        method: 'POST',
        body: '{"name":"show"}',
      });
      expect(await created.json()).toMatchObject({ channel: { name: 'show' } });
      await simulator.stop();
      await expect(fetch(simulator.endpoint)).rejects.toThrow();
    },
  );
