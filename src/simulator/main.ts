import { readCommandLine, USAGE } from './command-line.ts';
import { eventBridgeTarget } from './events/event-bridge.ts';
import { startSimulator } from './server.ts';
import type { IvsEventBridgeEvent } from './types.ts';

// npm run simulator: the service in the foreground, until SIGINT or SIGTERM.

/** How often to look whether npm is still there. */
const PARENT_CHECK_MS = 250;

try {
  await main();
} catch (error) {
  console.error(`simulator: ${explain(error)}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { help, port, rtmp, simulator, events, bus } = readCommandLine(
    process.argv.slice(2),
    process.env,
  );
  if (help) return console.log(USAGE);
  const onError = (error: Error) => console.error(`simulator: ${error.message}`);
  const target = bus && eventBridgeTarget({ ...bus, onError });
  const emit = (event: IvsEventBridgeEvent): void => {
    if (events) console.log(JSON.stringify(event));
    target?.emit(event);
  };
  const running = await startSimulator({ emit, ...simulator, port, ...(rtmp && { rtmp }) });
  console.log(`Amazon IVS simulator on ${running.endpoint}`);
  if (running.rtmpEndpoint) console.log(`Encoders: ${running.rtmpEndpoint}/<stream key>`);
  whenStopped(() => void running.close());
}

/**
 * npm hands a signal to its shell, and some shells die of it without telling us: then `stop`, too.
 */
function whenStopped(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    stop();
  }, PARENT_CHECK_MS);
  looking.unref();
}

function explain(error: unknown): string {
  const { code, port, message = `${error}` } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use: stop what listens there, or choose another with --port or --rtmp-port`;
  }
  const hint = code?.startsWith('ERR_PARSE_ARGS') ? ' (--help lists the options)' : '';
  return message.replace(/^simulator /, '') + hint;
}
