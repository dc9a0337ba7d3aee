import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { makeArtifacts } from './artifacts.ts';
import { dated, unreleased } from './changelog.ts';
import { problemsOf, type State, tagOf, withVersion } from './checks.ts';
import { type Made, nextSteps } from './next-steps.ts';
import type { ReleaseOptions } from './options.ts';
import type { Tools } from './tools.ts';
import { nextVersion } from './version.ts';

const CHANGELOG = 'CHANGELOG.md';
const MANIFEST = 'package.json';
const LOCK = 'package-lock.json';
const CHANGED = [CHANGELOG, MANIFEST, LOCK];

/**
 * Makes a release in the folder of the project, up to a commit and a tag.
 *
 * @throws Error with all reasons why there can be no release; or what failed. Then nothing is changed
 */
export async function release(options: ReleaseOptions, tools: Tools): Promise<void> {
  const state = await readState(options.wanted, tools);
  const problems = problemsOf(state);
  if (problems.length > 0) throw new Error(`There can be no release:\n${problems.join('\n')}`);
  const { next, version } = state;
  tools.print(`${version} → ${next}\n\n${unreleased(state.changelog)}\n`);
  if (options.dryRun) {
    tools.print(`Nothing is changed. A release would run: npm run check; ${options.tests}`);
    return;
  }
  await tools.show('npm run check');
  await tools.show(options.tests);
  await requireUnchanged(state, options.wanted, tools);
  const folder = await undoneOnFailure(state, tools, async () => {
    await change(state, tools);
    await tools.show('npm run build');
    const made = await makeArtifacts(tools, next);
    await tools.run('git', 'commit', '--quiet', '--message', `Release ${next}`, '--', ...CHANGED);
    await tools.run('git', 'tag', '--annotate', tagOf(next), '--message', `Release ${next}`);
    return made;
  });
  for (const line of nextSteps(await describe(next, folder, tools))) tools.print(line);
}

/** What a check needs, and the commit that was checked. */
interface CheckedState extends State {
  head: string;
}

async function readState(wanted: string, tools: Tools): Promise<CheckedState> {
  const git = async (...args: string[]) => (await tools.run('git', ...args)).trim();
  const { version } = JSON.parse(await read(tools, MANIFEST)) as { version: string };
  return {
    head: await git('rev-parse', 'HEAD'),
    branch: await git('branch', '--show-current'),
    status: await git('status', '--porcelain'),
    tags: (await git('tag', '--list')).split('\n'),
    changelog: await read(tools, CHANGELOG),
    lock: await read(tools, LOCK),
    version,
    next: nextVersion(version, wanted),
  };
}

/** The tests take a while. What changes meanwhile is not tested, and must not be lost. */
async function requireUnchanged(before: CheckedState, wanted: string, tools: Tools): Promise<void> {
  if (!isDeepStrictEqual(await readState(wanted, tools), before))
    throw new Error(
      'There can be no release: the branch, a commit, a tag or a file changed while the tests ran. Start again.',
    );
}

async function change({ next, changelog, lock }: State, tools: Tools): Promise<void> {
  const write = (file: string, text: string) => writeFile(join(tools.directory, file), text);
  await write(CHANGELOG, dated(changelog, next, tools.today()));
  await write(MANIFEST, withVersion(await read(tools, MANIFEST), next));
  await write(LOCK, withVersion(lock, next));
}

async function describe(version: string, folder: string, tools: Tools): Promise<Made> {
  const manifest = JSON.parse(await read(tools, MANIFEST)) as { private?: boolean };
  const files = (await readdir(join(tools.directory, folder))).sort();
  const packages = files.filter((file) => file.endsWith('.tgz'));
  return { version, folder, packages, isPrivate: manifest.private === true };
}

/**
 * The working tree had no changes before, so git has the files as they were. Ctrl-C ends the command that runs, which is a
 * failure, too.
 */
async function undoneOnFailure<T>(
  { head, next }: CheckedState,
  tools: Tools,
  work: () => Promise<T>,
): Promise<T> {
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    return await work();
  } catch (error) {
    if (await tools.run('git', 'tag', '--list', tagOf(next)))
      await tools.run('git', 'tag', '--delete', tagOf(next));
    await tools.run('git', 'reset', '--quiet', head);
    await tools.run('git', 'checkout', '--quiet', head, '--', ...CHANGED);
    throw error;
  } finally {
    process.off('SIGINT', ignore);
  }
}

function read({ directory }: Tools, file: string): Promise<string> {
  return readFile(join(directory, file), 'utf8');
}
