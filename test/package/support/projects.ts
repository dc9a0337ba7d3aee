import { join } from 'node:path';
import { inject } from 'vitest';
import { MANAGERS, type Manager, NODES, type NodeVersion, pathOf } from './programs.ts';
import { type RunOptions, run } from './run.ts';

/** What installs, and what runs. */
export interface Way {
  manager: Manager;
  node: NodeVersion;
}

/** Every package manager with every version of Node.js. For `test.each`. */
export const WAYS: [title: string, way: Way][] = MANAGERS.flatMap((manager) =>
  NODES.map((node): [string, Way] => [`${manager}, Node.js ${node}`, { manager, node }]),
);

/** A folder in which the package is installed. */
export function openProject(name: string, { manager, node }: Way) {
  const folder = join(inject('home'), manager, name);
  const PATH = pathOf(inject('programs'), node);
  return {
    folder,
    PATH,
    /** Runs a program of the folder with the version of Node.js. */
    run: (program: string, words: string[], options: Partial<RunOptions> = {}) =>
      run(program, words, { cwd: folder, PATH, ...options }),
  };
}
