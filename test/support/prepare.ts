import { readPlan } from '../../src/local/config/read.ts';
import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { bundleFunctions } from '../../src/local/functions/bundle.ts';
import { compileWorker } from '../../src/local/functions/compile-worker.ts';

/**
 * Runs once before the project `system`: puts what each one-machine stack needs into the cache (.build/cache),
 * so that no test file makes it again. It does nothing while the cache is up to date.
 */
export default async function prepare(): Promise<void> {
  const { functions } = readPlan(await readServerlessYml(process.cwd()));
  const bundles = await bundleFunctions(functions, process.cwd());
  await bundles.remove();
  compileWorker();
}
