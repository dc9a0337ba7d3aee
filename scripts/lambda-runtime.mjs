import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// node scripts/lambda-runtime.mjs: prints the path of Lambda's own runtime interface client for Node.js, a program in
// one file. It comes from the npm registry, exactly as pinned here, and is kept in .build/.
// It is no devDependency: it compiles C++ when it is installed. Its part in C++ only speaks HTTP;
// test/lambda/support/rapid-client.cjs replaces it.

const NAME = 'aws-lambda-ric';
const VERSION = '4.0.2';
const INTEGRITY =
  'sha512-FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==';

const run = promisify(execFile);
const BUILD = fileURLToPath(new URL('../.build/', import.meta.url));
const folder = join(BUILD, `${NAME}-${VERSION}`);
const program = join(folder, 'package/index.mjs');

if (!(await exists(program))) await fetchProgram();
process.stdout.write(`${program}\n`);

async function fetchProgram() {
  await mkdir(BUILD, { recursive: true });
  const part = await mkdtemp(join(BUILD, `${NAME}-`));
  try {
    await run('tar', ['-xzf', await download(part), '-C', part, 'package/index.mjs']);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    if (!(await exists(program))) throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** @returns the path of the package's tarball */
async function download(part) {
  const options = ['--json', '--ignore-scripts', '--pack-destination', part];
  const { stdout } = await run('npm', ['pack', `${NAME}@${VERSION}`, ...options]);
  const [{ filename, integrity }] = Object.values(JSON.parse(stdout));
  if (integrity !== INTEGRITY)
    throw new Error(`${NAME}@${VERSION}: expected ${INTEGRITY}, received ${integrity}`);
  return join(part, filename);
}

async function exists(path) {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}
