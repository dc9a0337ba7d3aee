import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// npm 11.16 and later warn of each package whose install script is neither allowed nor refused.
// https://docs.npmjs.com/cli/v11/commands/npm-install-scripts

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean }>;
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('package.json refuses the install script of each package that has one, and names no other', () => {
  const { packages } = read('package-lock.json') as Lock;
  const scripted = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  const names = scripted.map((path) => path.replace(/^.*node_modules\//, ''));
  const refused = Object.fromEntries(names.map((name) => [name, false]));
  expect(read('package.json').allowScripts).toEqual(refused);
});
