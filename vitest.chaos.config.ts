import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { DEFAULTS } from './vitest.shared.ts';

// npm run chaos: every test file that takes its number of runs from chaosRuns() (test/support/seed.ts),
// with many more runs and a new seed. A file joins by calling that function; there is no list to keep.
export default defineConfig({
  test: {
    ...DEFAULTS,
    include: filesThatCall('chaosRuns('),
    testTimeout: 300_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

function filesThatCall(text: string): string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
    .filter((file) => readFileSync(file, 'utf8').includes(text));
}
