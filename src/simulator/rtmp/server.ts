import { type AddressInfo, createServer, type Socket } from 'node:net';
import { HOST, listen } from '../../http/listen.ts';
import { realClock, type SimClock } from '../clock.ts';
import type { Simulator } from '../types/simulator.ts';
import { APPLICATION } from './address.ts';
import { EncoderConnection } from './encoder-connection.ts';
import { loadLibrary } from './library.ts';
import { type RtmpOptions, resolveRtmpOptions } from './options.ts';

export interface RtmpListener {
  /** `rtmp://127.0.0.1:<port>/app`. An encoder adds `/<stream key>`. */
  endpoint: string;
  /** Stops the server and closes all connections. */
  close(): Promise<void>;
}

/**
 * Starts a server on which RTMP encoders, such as OBS and ffmpeg, stream into a simulator.
 *
 * @param clock the clock of the simulator
 * @throws TypeError for a wrong option; the error of the server, such as EADDRINUSE
 */
export async function startRtmp(
  simulator: Simulator,
  options: RtmpOptions = {},
  clock: SimClock = realClock,
): Promise<RtmpListener> {
  const resolved = resolveRtmpOptions(options);
  const library = await loadLibrary();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new EncoderConnection(socket, { library, simulator, clock, options: resolved });
  });
  server.maxConnections = resolved.maxConnections;
  await listen(server, resolved.port);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `rtmp://${HOST}:${port}/${APPLICATION}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
