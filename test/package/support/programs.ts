import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ROOT } from '../../../scripts/docs/pages.ts';
import { run } from './run.ts';

/** The major versions of Node.js on which the package is tested. */
export const NODES = ['22', '24'] as const;
export type NodeVersion = (typeof NODES)[number];

export const MANAGERS = ['npm', 'pnpm'] as const;
export type Manager = (typeof MANAGERS)[number];

/** The last major version of pnpm that is a program for Node.js and nothing else. */
const PNPM = 'pnpm@10';

/** The programs that tests start, each as a folder for PATH. They come from the npm registry, into .build/. */
export interface Programs {
  nodes: Record<NodeVersion, string>;
  pnpm: string;
}

export async function findPrograms(): Promise<Programs> {
  const [node22, node24] = [await nodeFolder('22'), await nodeFolder('24')];
  return { nodes: { 22: node22, 24: node24 }, pnpm: await pnpmFolder() };
}

/** @returns PATH with one version of Node.js and with pnpm before everything else */
export const pathOf = ({ nodes, pnpm }: Programs, node: NodeVersion): string =>
  [nodes[node], pnpm, process.env.PATH].join(delimiter);

async function nodeFolder(version: NodeVersion): Promise<string> {
  const { stdout } = await run('node', ['scripts/node-version.mjs', version], { cwd: ROOT });
  return stdout.trim();
}

async function pnpmFolder(): Promise<string> {
  const folder = join(ROOT, '.build/pnpm');
  const programs = join(folder, 'node_modules/.bin');
  const isInstalled = await access(join(programs, 'pnpm')).then(
    () => true,
    () => false,
  );
  if (!isInstalled)
    await run('npm', ['install', '--no-save', '--silent', '--prefix', folder, PNPM], { cwd: ROOT });
  return programs;
}
