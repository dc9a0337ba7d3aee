import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionPlan } from '../../../src/local/config/plan.ts';
import { bundleFunctions } from '../../../src/local/functions/bundle.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-cached-'));
  mkdirSync(join(directory, 'handlers'));
  put('package.json', '{}');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(directory, name), text);
const entries = (kind: string) =>
  readdirSync(join(directory, '.build/cache')).filter((name) => name.startsWith(`${kind}-`));

const plan = { name: 'echo', handler: 'handlers/echo.handler' } as FunctionPlan;

async function bundle(): Promise<{ code: string; folder: string }> {
  const bundles = await bundleFunctions([plan], directory);
  const { file } = bundles.of(plan);
  const found = { code: readFileSync(file, 'utf8'), folder: file };
  expect(readFileSync(`${file}.map`, 'utf8')).toContain('handlers/echo.ts');
  await bundles.remove();
  return found;
}

test('bundles are made once, and again after a source has changed', async () => {
  put('handlers/echo.ts', `export const handler = () => 'first';`);
  const first = await bundle();
  const second = await bundle();
  expect(second.code).toBe(first.code);
  expect(second.folder).not.toBe(first.folder);
  expect(entries('bundles')).toHaveLength(1);
  put('handlers/echo.ts', `export const handler = () => 'later';`);
  expect((await bundle()).code).toContain('later');
});

test('a handler that does not compile is named each time, and nothing is stored', async () => {
  put('handlers/echo.ts', 'export const handler = ;');
  await expect(bundle()).rejects.toThrow('handlers/echo.ts:1:23');
  await expect(bundle()).rejects.toThrow('handlers/echo.ts:1:23');
  put('handlers/echo.ts', `export const handler = () => 'mended';`);
  expect((await bundle()).code).toContain('mended');
});
