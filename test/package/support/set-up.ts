import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT } from '../../../scripts/docs/pages.ts';
import { EXAMPLES, MADE } from './examples.ts';
import { findPrograms, type Manager, type NodeVersion, type Programs, pathOf } from './programs.ts';
import { run } from './run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Has `<manager>/<project>`: the folders in which the package is installed. */
    home: string;
    programs: Programs;
  }
}

/** A folder that is empty before the package is installed in it. */
export const EMPTY = 'empty';
/** The same, with the package `ivs-simulator`. */
export const SIMULATOR_ONLY = 'ivs-simulator';

/** Each package manager runs on one of the versions. What it installs is run on all. */
const RUNS_ON: Record<Manager, NodeVersion> = { npm: '22', pnpm: '24' };
const INSTALL: Record<Manager, string[]> = {
  npm: ['install', '--prefer-offline', '--no-audit', '--no-fund'],
  pnpm: ['add', '--prefer-offline'],
};

/** Before all tests: packs both packages, and installs them with npm and with pnpm. Nothing of this folder is in reach. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'ivs-autopilot-package-'));
  const programs = await findPrograms();
  await pack(ROOT, home);
  await pack(join(ROOT, '.build/packages/ivs-simulator'), home);
  const installAll = async (manager: Manager) => {
    for (const project of [EMPTY, SIMULATOR_ONLY, ...EXAMPLES])
      await install(manager, project, home, programs);
  };
  await Promise.all([installAll('npm'), installAll('pnpm')]);
  provide('home', home);
  provide('programs', programs);
  return () => rm(home, { recursive: true });
}

/** Packs a folder to `<home>/<name of the package>.tgz`. */
async function pack(folder: string, home: string): Promise<void> {
  const target = await mkdtemp(join(home, 'pack-'));
  await run('npm', ['pack', '--pack-destination', target], { cwd: folder });
  const [file = ''] = await readdir(target);
  const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  await rename(join(target, file), join(home, `${name}.tgz`));
}

async function install(
  manager: Manager,
  project: string,
  home: string,
  programs: Programs,
): Promise<void> {
  const folder = join(home, manager, project);
  if (EXAMPLES.includes(project)) await copyExample(project, folder);
  else await mkdir(folder, { recursive: true });
  const tarball = join(
    home,
    project === SIMULATOR_ONLY ? 'ivs-simulator.tgz' : 'ivs-autopilot.tgz',
  );
  const PATH = pathOf(programs, RUNS_ON[manager]);
  await run(manager, [...INSTALL[manager], tarball], { cwd: folder, PATH });
}

async function copyExample(name: string, folder: string): Promise<void> {
  const filter = (path: string) => !MADE.includes(basename(path));
  await cp(join(ROOT, 'examples', name), folder, { recursive: true, filter });
}
