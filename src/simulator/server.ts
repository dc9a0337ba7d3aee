import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOST, KEEP_ALIVE_MS, listen } from '../http/listen.ts';
import { resolveOptions } from './options.ts';
import type { RtmpOptions } from './rtmp/options.ts';
import { startRtmp } from './rtmp/server.ts';
import { createIds } from './simulated-service.ts';
import { assembleSimulator } from './simulator.ts';
import type { SimulatorOptions } from './types/options.ts';
import type { RunningSimulator } from './types/simulator.ts';

/**
 * Starts the simulator as an HTTP server on 127.0.0.1.
 *
 * @param options `port`: 0, the default, takes a free port; `rtmp`: also starts the RTMP listener; `unref`: the server
 *   does not keep the process alive
 * @throws TypeError for a wrong option; the error of the server, such as EADDRINUSE
 */
export async function startSimulator({
  port = 0,
  rtmp: rtmpOptions,
  unref = false,
  ...options
}: SimulatorOptions & {
  port?: number;
  rtmp?: RtmpOptions;
  unref?: boolean;
} = {}): Promise<RunningSimulator> {
  const settings = resolveOptions(options);
  const simulator = assembleSimulator(settings, createIds(settings));
  const rtmp = rtmpOptions && (await startRtmp(simulator, rtmpOptions, options.clock));
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, simulator.listener);
  try {
    await listen(server, port);
  } catch (error) {
    await rtmp?.close();
    throw error;
  }
  if (unref) server.unref();
  const endpoint = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  if (options.endpoint === undefined) settings.endpoint = endpoint;
  return {
    ...simulator,
    endpoint,
    ...(rtmp && { rtmpEndpoint: rtmp.endpoint }),
    async close() {
      simulator.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, rtmp?.close()]);
    },
  };
}
