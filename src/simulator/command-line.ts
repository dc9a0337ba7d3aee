import { parseArgs } from 'node:util';
import type { EventBridgeTargetOptions } from './events/event-bridge.ts';
import { REAL_DELAYS } from './options.ts';
import type { RtmpOptions } from './rtmp/options.ts';
import type { SimulatorOptions } from './types.ts';

export const USAGE = `npm run simulator -- [options]

  --port <n>              port on 127.0.0.1 (default 4567; 0 takes a free one)
  --rtmp-port <n>         let encoders stream into it, here on 127.0.0.1 (0 takes a free one; so does
                          RTMP_PORT in the environment; default: nobody listens)
  --account <id>          12 digits (default 123456789012)
  --region <name>         default us-west-2
  --seed <n>              the same ids in every run
  --real-delays           streams take as long to start and to end as they do on AWS
  --no-throttling         requests over a call rate are answered, and still reported
  --options <json>        any option of docs/simulator.md: '{"viewerCountTimeout": 0.1}'
  --events                print every event as a line of JSON
  --event-bridge <url>    put every event on the bus behind this endpoint (unchecked credentials)
  --event-source <name>   the source of events put there (default simulator.ivs)
  --event-bus <name>      the bus they are put on (default default)
  --help`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  port: text,
  'rtmp-port': text,
  account: text,
  region: text,
  seed: text,
  'real-delays': flag,
  'no-throttling': flag,
  options: text,
  events: flag,
  'event-bridge': text,
  'event-source': text,
  'event-bus': text,
  help: flag,
};
const DEFAULT_PORT = 4567;
const MAX_PORT = 65_535;

export interface CommandLine {
  help: boolean;
  port: number;
  rtmp?: RtmpOptions;
  simulator: SimulatorOptions;
  /** Whether events are printed. */
  events: boolean;
  /** Where events are put, too. */
  bus?: Omit<EventBridgeTargetOptions, 'onError'>;
}

type ArgumentValues = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/**
 * Reads the arguments of `npm run simulator`, and RTMP_PORT of its environment. What an option of the simulator may be is checked when it
 * starts.
 *
 * @throws Error that names the argument, and says what it expected
 */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv = {}): CommandLine {
  const { values } = parseArgs({ args, options: OPTIONS });
  const bus = eventBusOptions(values);
  return {
    help: values.help ?? false,
    port: wholeNumber('--port', values.port ?? `${DEFAULT_PORT}`, MAX_PORT),
    ...rtmpOptions(values, env),
    simulator: simulatorOptions(values),
    events: values.events ?? false,
    ...(bus && { bus }),
  };
}

function rtmpOptions(
  values: ArgumentValues,
  { RTMP_PORT }: NodeJS.ProcessEnv,
): { rtmp?: RtmpOptions } {
  const argument = values['rtmp-port'];
  if (argument !== undefined) {
    return { rtmp: { port: wholeNumber('--rtmp-port', argument, MAX_PORT) } };
  }
  return RTMP_PORT ? { rtmp: { port: wholeNumber('RTMP_PORT', RTMP_PORT, MAX_PORT) } } : {};
}

/** What has an argument of its own wins over `--options`. */
function simulatorOptions({ account, region, seed, ...values }: ArgumentValues): SimulatorOptions {
  const given = optionsIn(values.options ?? '{}');
  return {
    ...given,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(seed !== undefined && { seed: wholeNumber('--seed', seed) }),
    ...(values['real-delays'] && { delays: { ...REAL_DELAYS, ...given.delays } }),
    ...(values['no-throttling'] && { quotas: { ...given.quotas, enforce: false } }),
  };
}

function optionsIn(json: string): SimulatorOptions {
  let options: unknown;
  try {
    options = JSON.parse(json);
  } catch (cause) {
    throw new Error(`--options: expected JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new Error(`--options: expected a JSON object, received ${json}`);
}

function eventBusOptions(values: ArgumentValues): CommandLine['bus'] {
  const { 'event-bridge': endpoint, 'event-source': source, 'event-bus': eventBusName } = values;
  if (endpoint === undefined) {
    const alone = source === undefined ? eventBusName && '--event-bus' : '--event-source';
    if (alone) throw new Error(`${alone}: says nothing without --event-bridge`);
    return undefined;
  }
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new Error(`--event-bridge: expected a URL, received "${endpoint}"`);
  }
  return {
    endpoint,
    ...(values.region !== undefined && { region: values.region }),
    ...(source !== undefined && { source }),
    ...(eventBusName !== undefined && { eventBusName }),
  };
}

function wholeNumber(name: string, given: string, max = Number.MAX_SAFE_INTEGER): number {
  if (/^\d+$/.test(given) && Number(given) <= max) return Number(given);
  const range = max === Number.MAX_SAFE_INTEGER ? 'from 0' : `from 0 to ${max}`;
  throw new Error(`${name}: expected a whole number ${range}, received "${given}"`);
}
