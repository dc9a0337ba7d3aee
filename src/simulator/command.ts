import { type CommandLine, readCommandLine, usage } from './command-line.ts';
import { eventBridgeTarget } from './events/event-bridge.ts';
import { startSimulator } from './server.ts';
import type { IvsEventBridgeEvent } from './types/event.ts';
import { whenParentExits } from './when-parent-exits.ts';

/** How the simulator was started. */
export interface Program {
  /** The command, without arguments, as a person types it. */
  command: string;
  /** The version of the package. */
  version: string;
}

/** Runs the simulator in the foreground until SIGINT or SIGTERM, as the arguments of this process say. */
export async function runCommand(program: Program): Promise<void> {
  try {
    const commandLine = readCommandLine(process.argv.slice(2), process.env);
    if (commandLine.help) console.log(usage(program.command));
    else if (commandLine.version) console.log(program.version);
    else await run(commandLine);
  } catch (error) {
    console.error(`simulator: ${errorText(error)}`);
    process.exitCode = 1;
  }
}

async function run({ port, rtmp, simulator, events, bus }: CommandLine): Promise<void> {
  const onError = (error: Error) => console.error(`simulator: ${error.message}`);
  const target = bus && eventBridgeTarget({ ...bus, onError });
  const emit = (event: IvsEventBridgeEvent): void => {
    if (events) console.log(JSON.stringify(event));
    target?.emit(event);
  };
  const running = await startSimulator({ emit, ...simulator, port, ...(rtmp && { rtmp }) });
  whenStopped(() => void running.close());
  console.log(`Amazon IVS simulator on ${running.endpoint}`);
  if (running.rtmpEndpoint) console.log(`Encoders: ${running.rtmpEndpoint}/<stream key>`);
}

function whenStopped(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  if (process.env.npm_lifecycle_event) whenParentExits(stop);
}

function errorText(error: unknown): string {
  const { code, port, message = `${error}` } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use: stop the process that uses it, or choose another port with --port or --rtmp-port`;
  }
  const hint = code?.startsWith('ERR_PARSE_ARGS') ? ' (--help lists the options)' : '';
  return message.replace(/^simulator /, '') + hint;
}
