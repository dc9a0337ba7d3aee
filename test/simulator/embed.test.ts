import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

// What docs/simulator.md says of other projects.

test('is imported by other projects under the name in docs/simulator.md', () => {
  const [, name = ''] = /import \{ createSimulator,.* from '(.*)'/.exec(
    readFileSync('docs/simulator.md', 'utf8'),
  ) ?? [''];
  // A package finds itself by its name as others find it: by its `exports`.
  const found = createRequire(import.meta.url).resolve(name);
  expect(found).toBe(realpathSync('src/simulator/index.ts'));
});
