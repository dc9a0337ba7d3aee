import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleHandlers } from '../../../scripts/bundle.mjs';
import { ConfigError } from '../config/config-node.ts';
import type { FunctionPlan } from '../config/plan.ts';

/** Where the bundles of running stacks are, below the service's directory: one folder each. */
const OUT = '.build/local';

export interface Bundles {
  /** The bundle of a function, and the name of the handler in it. */
  of(plan: FunctionPlan): { file: string; exportName: string };
  remove(): Promise<void>;
}

/**
 * Bundles the functions exactly as they are deployed, into a directory of this stack's own.
 *
 * @throws naming the file of a handler that does not exist or does not compile
 */
export async function bundleFunctions(plans: FunctionPlan[], serviceDir: string): Promise<Bundles> {
  const handlers = new Map(plans.map((plan) => [plan.name, readHandler(plan)]));
  const outDir = await makeOwnFolder(join(serviceDir, OUT));
  const names = [...new Set([...handlers.values()].map(({ name }) => name))];
  const bundles = names.length > 0 ? await bundleHandlers({ names, outDir, serviceDir }) : [];
  const files = new Map(bundles.map(({ name, file }) => [name, file]));
  return {
    of(plan) {
      const { name, exportName } = handlers.get(plan.name) ?? readHandler(plan);
      const file = files.get(name);
      if (!file) throw new Error(`${plan.handler} was not bundled`);
      return { file, exportName };
    },
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}

function readHandler({ name, handler }: FunctionPlan): { name: string; exportName: string } {
  const [, file, exportName] = /^handlers\/([\w-]+)\.(\w+)$/.exec(handler) ?? [];
  if (file && exportName) return { name: file, exportName };
  throw new ConfigError(
    `functions.${name}.handler`,
    `expected handlers/<file>.<export>, received ${handler}`,
  );
}

/** A folder named after this process. Those of processes that were killed are removed on the way. */
async function makeOwnFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const folders = await readdir(parent);
  const left = folders.filter((folder) => !isRunning(Number.parseInt(folder, 10)));
  await Promise.all(left.map((one) => rm(join(parent, one), { recursive: true, force: true })));
  return mkdtemp(join(parent, `${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
