import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHandlers } from '../bundle.mjs';

// Prints, as JSON, the npm packages of which code is in the bundles of the Lambda functions: ["zod@4.6.7"].
// A program of its own: the bundler needs more than 400 MB.

/** The folder of the package that a file is of, also if another package brought it. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

const outDir = await mkdtemp(join(tmpdir(), 'ivs-autopilot-functions-'));
try {
  const { bundles } = await buildHandlers({ outDir });
  const paths = bundles.flatMap(({ inputs }) => inputs.map(({ path }) => path));
  const folders = paths.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []);
  const packages = await Promise.all([...new Set(folders)].map(nameAndVersion));
  process.stdout.write(JSON.stringify([...new Set(packages)].sort()));
} finally {
  await rm(outDir, { recursive: true, force: true });
}

async function nameAndVersion(folder) {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}
