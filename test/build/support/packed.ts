import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** A project that has installed a package, of which npm made the file. */
export interface Consumer {
  folder: string;
  /** The folder of the package. */
  installed: string;
  write(file: string, text: string): Promise<void>;
  /** Runs a file of the project in Node.js. @returns what it printed */
  node(file: string, env?: NodeJS.ProcessEnv): Promise<string>;
  /** Compiles files without `skipLibCheck`. @returns what the compiler printed: nothing, if all is right */
  compile(files: string[], options: CompilerOptions): Promise<string>;
  remove(): Promise<void>;
}

export interface CompilerOptions {
  resolution: 'nodenext' | 'bundler';
  /** Names of packages of types. */
  types?: readonly string[];
  lib?: string;
  /** JavaScript does not say the types of parameters. */
  isJavaScript?: boolean;
}

/**
 * Packs a package and unpacks it where npm would install it. Of the packages of this project, the new one finds only
 * `dependencies`, which is faster than to install them.
 */
export async function installPacked(
  source: string,
  name: string,
  dependencies: string[],
): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-autopilot-consumer-'));
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: source });
  const [packed = ''] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  await run('tar', ['-xzf', packed], { cwd: folder });
  await rename(join(folder, 'package'), join(modules, name));
  for (const dependency of dependencies) await link(dependency, modules);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return consumerIn(folder, join(modules, name));
}

async function link(dependency: string, modules: string): Promise<void> {
  await mkdir(dirname(join(modules, dependency)), { recursive: true });
  await symlink(resolve('node_modules', dependency), join(modules, dependency));
}

const consumerIn = (folder: string, installed: string): Consumer => ({
  folder,
  installed,
  write: (file, text) => writeFile(join(folder, file), text),
  async node(file, env = {}) {
    const { stdout } = await run(process.execPath, [file], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    return stdout;
  },
  compile: (files, options) => compile(folder, files, options),
  remove: () => rm(folder, { recursive: true }),
});

async function compile(
  cwd: string,
  files: string[],
  { resolution, types = [], lib = 'es2023', isJavaScript = false }: CompilerOptions,
): Promise<string> {
  const module = resolution === 'nodenext' ? 'nodenext' : 'preserve';
  const kind = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022'];
  const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes'];
  if (isJavaScript) strict.push('--noImplicitAny', 'false');
  const around = ['--lib', lib, '--types', types.join(',')];
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const args = [compiler, ...kind, ...strict, ...around, ...files];
  return run(process.execPath, args, { cwd }).then(
    ({ stdout }) => stdout,
    ({ stdout }) => stdout,
  );
}
