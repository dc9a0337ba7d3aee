import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { startStack } from '../../src/local/stack.ts';

interface Config {
  functions: Record<
    string,
    { environment: Record<string, string>; reservedConcurrency?: number } | undefined
  >;
}

/** As many instances as `maximumConcurrency` lets Lambda have; the local stack alone would take few. */
const SENDERS = 30;

/**
 * The one-machine stack as it is in serverless.yml, in a process of its own, with what a bench
 * changes: environment variables of the metadata functions.
 */
export async function serveStack(environment: Record<string, string> = {}): Promise<void> {
  const config = (await readServerlessYml(process.cwd())) as Config;
  for (const name of ['enqueueMetadata', 'sendMetadata']) {
    Object.assign(config.functions[name]?.environment ?? {}, environment);
  }
  Object.assign(config.functions.sendMetadata ?? {}, { reservedConcurrency: SENDERS });
  const { endpoint } = await startStack({
    ...{ config, port: 0, schedules: 'off' },
    simulator: { delays: { streamStartMs: 0 } },
  });
  process.send?.({ endpoint });
}
