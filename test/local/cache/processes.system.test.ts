import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Each key is used for six rounds. Whatever entry is found must be complete, and of its key. */
const PROGRAM = `
import { writeFileSync } from 'node:fs';
import { openEntry } from ${JSON.stringify(resolve('src/local/cache/cache.ts'))};
const [directory] = process.argv.slice(2);
const counts = { found: 0, made: 0 };
for (let round = 0; round < 60; round += 1) {
  const key = Math.floor(round / 6);
  const entry = openEntry({ directory, kind: 'things', inputs: [], also: key });
  const found = entry.read();
  if (found) {
    const { size } = new Set(found.files.get('a'));
    if (found.value !== key || size !== 1) throw new Error('a wrong or mixed entry');
    counts.found += 1;
  } else {
    counts.made += 1;
    const files = new Map([['a', Buffer.alloc(300_000, process.pid % 256)]]);
    entry.write({ value: key, files });
  }
}
console.log(JSON.stringify(counts));
`;

test('processes that read, write and prune the same entries at once do not disturb each other', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-cache-'));
  const program = join(directory, 'program.ts');
  writeFileSync(program, PROGRAM);
  const start = () =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', program, directory]);
  const ended = await Promise.all([start(), start()]);
  const counts = ended.map(({ stdout }) => JSON.parse(stdout) as { found: number; made: number });
  for (const { found, made } of counts) {
    expect(found + made).toBe(60);
    expect(found).toBeGreaterThan(30);
  }
  const left = readdirSync(join(directory, '.build/cache'));
  expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(left.length).toBeLessThanOrEqual(5);
  rmSync(directory, { recursive: true });
}, 60_000);
