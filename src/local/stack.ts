import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RtmpOptions, SimulatorOptions } from '../simulator/index.ts';
import { HOST, listen } from '../simulator/listen.ts';
import {
  closeBackends,
  listenForEncoders,
  makeBackends,
  resetBackends,
  startBackends,
} from './backends.ts';
import type { StackPlan } from './config/plan.ts';
import { readPlan } from './config/read.ts';
import { readServerlessYml } from './config/serverless.ts';
import { gateway } from './gateway/gateway.ts';
import { sendJson } from './http.ts';
import type { Log } from './log.ts';
import { gatewayRoutes } from './routes.ts';

export interface StackOptions {
  /** Where serverless.yml and handlers/ are; the current directory without it. */
  directory?: string;
  /** In place of serverless.yml: what the framework would print of it. */
  config?: unknown;
  /** 0 takes a free port. Default 4566. */
  port?: number;
  /** How many times faster than said the schedules fire; `off`: they don't. Default 1. */
  schedules?: number | 'off';
  /** Options of the IVS simulator, such as real delays. */
  simulator?: Omit<SimulatorOptions, 'emit' | 'account' | 'region'>;
  /** Lets encoders stream into it. Default: nobody listens. */
  rtmp?: RtmpOptions;
  /** The waits before the retries of a failed asynchronous invocation, ms. Default 1 s, 2 s. */
  retryDelaysMs?: number[];
  /** Gets the functions' and the stack's own log lines. Default: nobody. */
  log?: Log;
}

export interface Stack {
  /** `http://127.0.0.1:<port>`: the value for AWS_ENDPOINT_URL. */
  endpoint: string;
  /** `rtmp://127.0.0.1:<port>/app`, if encoders can stream into it. */
  rtmpEndpoint?: string;
  plan: StackPlan;
  /** Everything is empty again, as `POST /_sim/reset` does. */
  reset(): Promise<void>;
  /** Stops everything; what runs is cut off. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4566;

/**
 * Starts the one-machine stack: everything in serverless.yml, behind one port.
 *
 * @throws ConfigError for what serverless.yml asks and this machine can't do; EADDRINUSE as Node does
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { directory = process.cwd(), port = DEFAULT_PORT, log = () => undefined } = options;
  const plan = readPlan(options.config ?? (await readServerlessYml(directory)));
  let answer: RequestListener = (_request, response) => {
    sendJson(response, 503, { message: 'The one-machine stack is starting.' });
  };
  const server = createServer((request, response) => answer(request, response));
  await listen(server, port);
  const endpoint = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  try {
    const parts = await makeBackends(plan, { ...options, directory, log, endpoint });
    if (options.rtmp) await listenForEncoders(parts, options.rtmp);
    answer = gateway(gatewayRoutes(plan, parts, { endpoint, log }));
    startBackends(parts, log);
    return {
      endpoint,
      ...(parts.rtmp && { rtmpEndpoint: parts.rtmp.endpoint }),
      plan,
      reset: () => resetBackends(parts),
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        await closeBackends(parts);
        server.closeAllConnections();
        await closed;
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}
