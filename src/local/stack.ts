import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublicConsoleRequest } from '../console/server/http/paths.ts';
import { guarded, type IsPublic } from '../http/access/guard.ts';
import { accessPolicy } from '../http/access/policy.ts';
import { HOST, KEEP_ALIVE_MS, listen } from '../http/listen.ts';
import { sendJsonLine } from '../http/respond.ts';
import { isPublicRequest } from '../simulator/http/public-request.ts';
import type { RtmpOptions } from '../simulator/index.ts';
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
import { stackConsole } from './console/stack-console.ts';
import type { PollerOptions } from './eventsource/poller-scale.ts';
import { gateway, refuseRequest } from './gateway/gateway.ts';
import type { StackLog } from './logs/log.ts';
import { gatewayRoutes } from './routes.ts';
import type { StackSimulatorOptions } from './simulator-options.ts';

export interface StackOptions {
  /** The directory of serverless.yml and handlers/; default the current directory. */
  directory?: string;
  /** Settings that override those of stage `local` in serverless.yml: `name=value`. */
  params?: readonly string[];
  /** The resolved configuration (what `serverless print` prints), instead of serverless.yml. */
  config?: unknown;
  /** 0 takes a free port. Default 4566. */
  port?: number;
  /** How many times as often as configured schedules fire, default 1; `off`: never. */
  schedules?: number | 'off';
  /**
   * Whether the stack starts an instance of each function at once, so that no first invocation waits for
   * it. This takes a second of processor time or more. Default true.
   */
  warm?: boolean;
  /** Options of the IVS simulator, such as real delays. */
  simulator?: StackSimulatorOptions;
  /** Hosts and web pages that may send requests, as in the simulator's options. Default: none. */
  allowedHosts?: string[];
  allowedOrigins?: string[];
  /** Lets encoders connect. By default they cannot. */
  rtmp?: RtmpOptions;
  /** The waits before the retries of a failed asynchronous invocation, ms. Default 1 s, 2 s. */
  retryDelaysMs?: number[];
  /** How pollers of queues scale. By default, all that `maximumConcurrency` allows are there at once. */
  pollers?: PollerOptions;
  /** Gets the log lines of the functions and of the stack. By default they are dropped. */
  log?: StackLog;
  /** Is told what the start does now: `building 15 functions`. */
  onStep?: (step: string) => void;
}

export interface Stack {
  /** `http://127.0.0.1:<port>`: the value for AWS_ENDPOINT_URL. */
  endpoint: string;
  /** `rtmp://127.0.0.1:<port>/app`, if encoders can connect. */
  rtmpEndpoint?: string;
  plan: StackPlan;
  /** Removes all data and ends all invocations, as `POST /_sim/reset` does. */
  reset(): Promise<void>;
  /** Stops the stack and ends all invocations. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4566;

const isPublic: IsPublic = (method, path) =>
  isPublicRequest(method, path) || isPublicConsoleRequest(method, path);

/**
 * Starts the one-machine stack: everything in serverless.yml behind one port.
 *
 * @throws ConfigError if serverless.yml uses something that the stack does not support; EADDRINUSE if the
 *   port is in use
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { directory = process.cwd(), port = DEFAULT_PORT, log = () => undefined } = options;
  options.onStep?.('reading serverless.yml');
  const plan = readPlan(options.config ?? (await readServerlessYml(directory, options.params)));
  let listener: RequestListener = (_request, response) => {
    sendJsonLine(response, 503, { message: 'The one-machine stack is starting.' });
  };
  const current: RequestListener = (request, response) => listener(request, response);
  const guardedListener = guarded(accessPolicy(options), current, refuseRequest, isPublic);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, guardedListener);
  await listen(server, port);
  const endpoint = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  try {
    const backends = await makeBackends(plan, { ...options, directory, log, endpoint });
    if (options.rtmp) await listenForEncoders(backends, options.rtmp);
    const served = stackConsole(backends, { ...options, endpoint });
    listener = gateway(gatewayRoutes(plan, backends, { endpoint, log, served }));
    startBackends(backends, { warm: options.warm ?? true });
    return {
      endpoint,
      ...(backends.rtmp && { rtmpEndpoint: backends.rtmp.endpoint }),
      plan,
      reset: () => resetBackends(backends),
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        served.close();
        await closeBackends(backends);
        server.closeAllConnections();
        await closed;
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}
