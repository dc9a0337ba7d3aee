import { readServerlessYml } from '../../src/local/config/serverless.ts';
import { LAMBDA_POLLERS } from '../../src/local/eventsource/poller-scale.ts';
import { startStack } from '../../src/local/stack.ts';

interface Config {
  functions: Record<string, { environment: Record<string, string> } | undefined>;
}

export interface ServeOptions {
  /** Environment variables of the metadata functions to change. */
  environment?: Record<string, string>;
  /** Pollers of queues start with five and scale up, as on AWS. */
  ramp?: boolean;
}

/** Soon, so that benchmarks need not wait. */
const SCALE_BACK_MS = 3_000;
/** Benchmarks create channels faster than IVS allows, and have many streams at once. */
const UNREACHED = 100_000;

/** Serves the one-machine stack of serverless.yml to the parent process. */
export async function serveStack({ environment = {}, ramp = false }: ServeOptions): Promise<void> {
  const config = (await readServerlessYml(process.cwd())) as Config;
  for (const name of ['enqueueMetadata', 'sendMetadata']) {
    Object.assign(config.functions[name]?.environment ?? {}, environment);
  }
  const { endpoint } = await startStack({
    ...{ config, port: 0, schedules: 'off' },
    ...(ramp && { pollers: { ...LAMBDA_POLLERS, scaleBackMs: SCALE_BACK_MS } }),
    simulator: {
      delays: { streamStartMs: 0 },
      quotas: {
        callRates: { CreateChannel: UNREACHED },
        resources: { concurrentStreams: UNREACHED },
      },
    },
  });
  process.send?.({ endpoint });
}
