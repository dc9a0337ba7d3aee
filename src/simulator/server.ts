import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from './listen.ts';
import type { RtmpOptions } from './rtmp/options.ts';
import { startRtmp } from './rtmp/server.ts';
import { createSimulator } from './simulator.ts';
import type { RunningSimulator, SimulatorOptions } from './types.ts';

/** Clients that keep connections open should meet no closing one: longer than the SDK's idle time. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The IVS service on 127.0.0.1.
 *
 * @param options `port` 0, the default, takes a free one; with `rtmp`, encoders can stream into it
 * @throws TypeError for a wrong option; the server's own error if a port is taken
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
