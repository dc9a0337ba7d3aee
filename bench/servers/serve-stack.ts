import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { startStack } from '../../src/local/stack.ts';

interface Config {
  functions: Record<
    string,
    { environment: Record<string, string>; reservedConcurrency?: number } | undefined
  >;
}

/** The number of instances that `maximumConcurrency` allows. By default the local stack uses few. */
const SENDERS = 30;

/**
 * Serves the one-machine stack of serverless.yml to the parent process.
 *
 * @param environment environment variables of the metadata functions to change
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
