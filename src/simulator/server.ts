import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from './listen.ts';
import type { RtmpOptions } from './rtmp/options.ts';
import { startRtmp } from './rtmp/server.ts';
import { createSimulator } from './simulator.ts';
import type { RunningSimulator, SimulatorOptions } from './types.ts';

/**
 * How long the server keeps an idle connection open. It is longer than the SDK does, so that no client sends a
 * request on a connection that the server is closing.
 */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts the simulator as an HTTP server on 127.0.0.1.
 *
 * @param options `port`: 0, the default, takes a free port; `rtmp`: also starts the RTMP listener
 * @throws TypeError for a wrong option; the error of the server, such as EADDRINUSE
 */
export async function startSimulator({
  port = 0,
  rtmp: rtmpOptions,
  ...options
}: SimulatorOptions & { port?: number; rtmp?: RtmpOptions } = {}): Promise<RunningSimulator> {
  const simulator = createSimulator(options);
  const rtmp = rtmpOptions && (await startRtmp(simulator, rtmpOptions, options.clock));
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, simulator.listener);
  try {
    await listen(server, port);
  } catch (error) {
    await rtmp?.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  return {
    ...simulator,
    endpoint: `http://127.0.0.1:${address.port}`,
    ...(rtmp && { rtmpEndpoint: rtmp.endpoint }),
    async close() {
      simulator.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, rtmp?.close()]);
    },
  };
}
