import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withVersion } from '../../scripts/release/checks.ts';
import { release } from '../../scripts/release/release.ts';
import { realTools, type Tools } from '../../scripts/release/tools.ts';

// A release on a copy of this project, with git and npm as they are. Its slow commands are replaced: they are tests of
// their own.

const OPTIONS = { wanted: '1.0.0', dryRun: false, tests: 'bash .ci/run' };
const FOLDER = '.build/release/1.0.0';
const LICENSES = `It contains:\n\n${'-'.repeat(80)}\n\n`;
const COPIED = [
  'package.json',
  'package-lock.json',
  'README.md',
  'LICENSE',
  'serverless.yml',
  '.gitignore',
];

let directory: string;
let shown: string[];
let printed: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ivs-autopilot-release-'));
  [shown, printed] = [[], []];
  for (const file of COPIED) await copyFile(file, join(directory, file));
  for (const file of ['package.json', 'package-lock.json'])
    await writeFile(join(directory, file), withVersion(await readFile(file, 'utf8'), '0.1.0'));
  const changelog = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n';
  await writeFile(join(directory, 'CHANGELOG.md'), changelog);
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('config', 'user.name', 'Test');
  await git('config', 'user.email', 'test@example.invalid');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'A change');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: directory });
  return stdout.trim();
}

/** The real tools in the copy, but `npm sbom`, which reads the packages installed here. */
function tools(replaced: Partial<Tools> = {}): Tools {
  const real = realTools(directory);
  return {
    ...real,
    run: (program, ...args) =>
      (args[0] === 'sbom' ? realTools(process.cwd()) : real).run(program, ...args),
    show: async (command) => {
      shown.push(command);
      if (command === 'npm run build') await build();
    },
    functionPackages: async () => [await installed('@middy/core'), await installed('zod')],
    print: (line) => void printed.push(line),
    today: () => '2026-11-28',
    ...replaced,
  };
}

/** Leaves what `npm run build` leaves: the compiled part of this package, and another package. */
async function build(): Promise<void> {
  const { version } = JSON.parse(await content('package.json'));
  const simulator = join(directory, '.build/packages/ivs-simulator');
  const licenses = `${LICENSES}${(await installed('zod')).replace('@', ' ')} (MIT)\n\nText\n`;
  await mkdir(join(directory, 'dist'));
  await mkdir(simulator, { recursive: true });
  await writeFile(join(directory, 'dist/third-party-licenses.txt'), licenses);
  await writeFile(
    join(simulator, 'package.json'),
    `{"name":"ivs-simulator","version":"${version}"}`,
  );
}

async function installed(name: string): Promise<string> {
  return `${name}@${JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8')).version}`;
}

function content(file: string): Promise<string> {
  return readFile(join(directory, file), 'utf8');
}

async function bill(name: string) {
  const { metadata, components } = JSON.parse(await content(`${FOLDER}/${name}-1.0.0.cdx.json`));
  const names = components.map((one: { 'bom-ref': string }) => one['bom-ref']) as string[];
  return { of: metadata.component['bom-ref'] as string, names };
}

test('a release tests, changes the version, dates the changelog, packs, describes, commits and tags', {
  timeout: 60_000,
}, async () => {
  await release(OPTIONS, tools());

  expect(shown).toEqual(['npm run check', 'bash .ci/run', 'npm run build']);
  expect(JSON.parse(await content('package.json'))).toMatchObject({ version: '1.0.0' });
  expect(await content('CHANGELOG.md')).toContain('## [Unreleased]\n\n## [1.0.0] - 2026-11-28\n');
  expect(await git('status', '--porcelain')).toBe('');
  expect(await git('log', '--format=%s', '-1', 'v1.0.0')).toBe('Release 1.0.0');
  expect(await git('cat-file', '-t', 'v1.0.0')).toBe('tag');
  expect(await git('diff', '--numstat', 'HEAD~1')).toBe(
    '2\t0\tCHANGELOG.md\n2\t2\tpackage-lock.json\n1\t1\tpackage.json',
  );

  const own = await bill('ivs-autopilot');
  expect(own.of).toBe('ivs-autopilot@1.0.0');
  expect(own.names).toContain(await installed('zod'));
  expect(own.names).toContain(await installed('@aws-sdk/client-sqs'));
  expect(own.names).not.toContain(await installed('vitest'));
  expect(await bill('ivs-simulator')).toEqual({ of: 'ivs-simulator@1.0.0', names: [] });
  expect((await bill('ivs-autopilot-functions')).names).toContain(await installed('@middy/core'));

  const checked = await promisify(execFile)('sha256sum', ['--check', 'SHA256SUMS'], {
    cwd: join(directory, FOLDER),
  });
  expect(await content(`${FOLDER}/CHANGES.md`)).toBe('### Added\n\n- Something.\n');
  expect(checked.stdout.match(/: OK$/gm)).toHaveLength(6);
  const list = await promisify(execFile)('tar', [
    '-tzf',
    join(directory, FOLDER, 'ivs-autopilot-1.0.0.tgz'),
  ]);
  expect(list.stdout).toContain('package/dist/third-party-licenses.txt');
  expect(printed.join('\n')).toContain('git push origin main v1.0.0');
});

test('a dry run says what would be released, and changes nothing', async () => {
  await release({ ...OPTIONS, dryRun: true }, tools());
  expect(printed.join('\n')).toContain('0.1.0 → 1.0.0\n\n### Added\n\n- Something.');
  expect(shown).toEqual([]);
  expect(await git('status', '--porcelain', '--ignored')).toBe('');
  expect(await git('tag')).toBe('');
});

test('a release with uncommitted changes is refused', async () => {
  await writeFile(join(directory, 'README.md'), 'changed');
  await expect(release(OPTIONS, tools())).rejects.toThrow('working tree: expected no changes');
  expect(shown).toEqual([]);
});

test('if a test fails, nothing is changed', async () => {
  const show = async (command: string) => {
    if (command === 'bash .ci/run') throw new Error('3 failed');
  };
  await expect(release(OPTIONS, tools({ show }))).rejects.toThrow('3 failed');
  expect(await git('status', '--porcelain')).toBe('');
});

test('if the build fails, the version and the changelog are as before', async () => {
  const show = async (command: string) => {
    if (command === 'npm run build') throw new Error('no bundle');
  };
  await expect(release(OPTIONS, tools({ show }))).rejects.toThrow('no bundle');
  expect(await git('status', '--porcelain')).toBe('');
  expect(await git('log', '--format=%s')).toBe('A change');
  expect(await git('tag')).toBe('');
});

test.each([
  ['commit', '--quiet'],
  ['tag', '--annotate'],
])('if git %s does its work and is cut off, nothing is changed', async (...refused) => {
  const real = tools();
  const run: Tools['run'] = async (program, ...args) => {
    const output = await real.run(program, ...args);
    if (refused.every((one, at) => one === args[at])) throw new Error('cut off');
    return output;
  };
  await expect(release(OPTIONS, tools({ run }))).rejects.toThrow('cut off');
  expect(await git('status', '--porcelain')).toBe('');
  expect(await git('log', '--format=%s')).toBe('A change');
  expect(await git('tag')).toBe('');
});

test('what changes while the tests run is neither released nor lost', async () => {
  const edited = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something else.\n';
  const show = async (command: string) => {
    if (command === 'bash .ci/run') await writeFile(join(directory, 'CHANGELOG.md'), edited);
  };
  await expect(release(OPTIONS, tools({ show }))).rejects.toThrow('changed while the tests ran');
  expect(await content('CHANGELOG.md')).toBe(edited);
  expect(await git('log', '--format=%s')).toBe('A change');
});

test('npm has nothing to correct in package.json when it publishes it', async () => {
  const before = await content('package.json');
  await promisify(execFile)('npm', ['pkg', 'fix'], { cwd: directory });
  expect(await content('package.json')).toBe(before);
});
