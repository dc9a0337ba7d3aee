import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EntryOptions, openEntry } from '../../../src/local/cache/cache.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-cache-'));
  put('src/a.ts', 'a');
  put('src/deep/b.ts', 'b');
  put('serverless.yml', 'service: test');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (path: string) => join(directory, path);

function put(path: string, text: string): void {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), text);
}

const open = (options: Partial<EntryOptions> = {}) =>
  openEntry({ directory, kind: 'things', inputs: [at('src'), at('serverless.yml')], ...options });

const entries = () => readdirSync(at('.build/cache'));
const anEntry = () => at(join('.build/cache', entries()[0] ?? ''));

/** Packages are outside of the inputs: installed long before anything is made of them. */
function putPackage(path: string, text: string): string {
  put(path, text);
  utimesSync(at(path), new Date(1_000), new Date(1_000));
  return at(path);
}

describe('an entry', () => {
  test('is read as it was written: a value and files', () => {
    const files = new Map([
      ['handlers/a.cjs', Buffer.from('code\n')],
      ['empty', Buffer.alloc(0)],
      ['bytes', Buffer.from([0, 10, 255])],
    ]);
    open().write({ value: { n: [1, 'é'] }, files });
    expect(open().read()).toEqual({ value: { n: [1, 'é'] }, files });
  });

  test('does not exist before it is written', () => {
    expect(open().read()).toBeUndefined();
  });
});

describe('a result is not used again after a change of', () => {
  const changes: [what: string, change: () => void][] = [
    ['a file', () => put('serverless.yml', 'service: text')],
    ['a file in a folder', () => put('src/deep/b.ts', 'c')],
    ['the files of a folder: a new one', () => put('src/deep/c.ts', '')],
    ['the files of a folder: one less', () => rmSync(at('src/deep/b.ts'))],
    [
      'the name of a file',
      () => {
        put('src/deep/c.ts', 'b');
        rmSync(at('src/deep/b.ts'));
      },
    ],
    [
      'where one file ends and the next begins',
      () => {
        put('src/a.ts', 'ab');
        put('src/deep/b.ts', '');
      },
    ],
  ];
  test.each(changes)('%s', (_, change) => {
    open().write({ value: 'old' });
    change();
    expect(open().read()).toBeUndefined();
  });

  test('a setting', () => {
    open({ also: { stage: 'local' } }).write({ value: 'old' });
    expect(open({ also: { stage: 'dev' } }).read()).toBeUndefined();
    expect(open({ also: { stage: 'local' } }).read()?.value).toBe('old');
  });

  test('a file of a package, of the same size', () => {
    const file = putPackage('node_modules/a/index.js', 'one');
    open().write({ value: 'old' }, [file]);
    expect(open().read()?.value).toBe('old');
    put('node_modules/a/index.js', 'two');
    expect(open().read()).toBeUndefined();
  });

  test('a file of a package, which is gone', () => {
    const file = putPackage('node_modules/a/index.js', 'one');
    open().write({ value: 'old' }, [file]);
    rmSync(file);
    expect(open().read()).toBeUndefined();
  });

  test('a file that did not exist', () => {
    open({ inputs: [at('tsconfig.json')] }).write({ value: 'old' });
    put('tsconfig.json', '');
    expect(open({ inputs: [at('tsconfig.json')] }).read()).toBeUndefined();
  });
});

test('a result comes back when its inputs do', () => {
  open().write({ value: 'first' });
  put('src/a.ts', 'changed');
  open().write({ value: 'second' });
  put('src/a.ts', 'a');
  expect(open().read()?.value).toBe('first');
});

test('a result is not stored if an input changed while it was made', () => {
  const entry = open();
  put('src/a.ts', 'changed while it was made');
  entry.write({ value: 'of both states' });
  expect(open().read()).toBeUndefined();
  put('src/a.ts', 'a');
  expect(open().read()).toBeUndefined();
});

test('a result is not stored if a file of a package changed while it was made', () => {
  const file = putPackage('node_modules/a/index.js', 'one');
  const entry = open();
  put('node_modules/a/index.js', 'two');
  entry.write({ value: 'of both states' }, [file]);
  expect(open().read()).toBeUndefined();
});

describe('a damaged entry', () => {
  const damages: [how: string, damage: () => void][] = [
    ['empty', () => writeFileSync(anEntry(), '')],
    ['cut off in its files', () => truncateSync(anEntry(), readFileSync(anEntry()).length - 1)],
    ['cut off in its first line', () => truncateSync(anEntry(), 20)],
    [
      'changed in one byte',
      () => {
        const bytes = readFileSync(anEntry());
        bytes[bytes.length - 2] = 0;
        writeFileSync(anEntry(), bytes);
      },
    ],
    ['of another format', () => writeFileSync(anEntry(), 'hello\nworld\n')],
  ];
  test.each(damages)('that is %s is made again', (_, damage) => {
    open().write({ value: 1, files: new Map([['a', Buffer.from('content')]]) });
    damage();
    expect(open().read()).toBeUndefined();
    open().write({ value: 2 });
    expect(open().read()?.value).toBe(2);
  });
});

describe('the folder', () => {
  test('keeps the five newest entries of each kind', () => {
    open({ kind: 'others' }).write({ value: 'other' });
    for (let n = 1; n <= 7; n += 1) {
      put('src/a.ts', `${n}`);
      open().write({ value: n });
      for (const name of entries().filter((one) => one.startsWith('things-')))
        utimesSync(at(`.build/cache/${name}`), n, n);
    }
    expect(entries().filter((name) => name.startsWith('things-'))).toHaveLength(5);
    expect(open().read()?.value).toBe(7);
    expect(entries().filter((name) => name.startsWith('others-'))).toHaveLength(1);
  });

  test('loses the temporary files of processes that were killed, but not those of running ones', () => {
    put('.build/cache/things-1.tmp', 'killed');
    utimesSync(at('.build/cache/things-1.tmp'), new Date(1_000), new Date(1_000));
    put('.build/cache/things-2.tmp', 'running');
    open().write({ value: 1 });
    expect(entries().filter((name) => name.endsWith('.tmp'))).toEqual(['things-2.tmp']);
    expect(open().read()?.value).toBe(1);
  });
});
