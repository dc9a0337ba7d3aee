import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

test('other projects can import the simulator by the name in docs/simulator.md', () => {
  const [, name = ''] = /import \{ createSimulator,.* from '(.*)'/.exec(
    readFileSync('docs/simulator.md', 'utf8'),
  ) ?? [''];
  // A package resolves its own name by its `exports`, as other projects do.
  const found = createRequire(import.meta.url).resolve(name);
  expect(found).toBe(realpathSync('src/simulator/index.ts'));
});
