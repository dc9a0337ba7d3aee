import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';
import { checked } from '../platform/schema.ts';
import { hostPattern, webOrigin, wholeNumberText } from './control/schema-parts.ts';
import type { EventBridgeTargetOptions } from './events/event-bridge.ts';
import { REAL_DELAYS } from './options.ts';
import { MAX_PORT, type RtmpOptions } from './rtmp/options.ts';
import type { SimulatorOptions } from './types/options.ts';

/** @param command as a person types it, without arguments */
export const usage = (command: string): string => `${command} [options]

  --port <n>              port on 127.0.0.1 (default 4567; 0 takes a free port)
  --rtmp-port <n>         listen for RTMP encoders on this port of 127.0.0.1 (0 takes a free port; the
                          environment variable RTMP_PORT does the same; default: no RTMP)
  --account <id>          12 digits (default 123456789012)
  --region <name>         default us-west-2
  --seed <n>              makes the same ids in every run
  --real-delays           streams start and end as slowly as on AWS
  --no-throttling         requests over a call rate succeed, and are still reported as violations
  --playback <form>       local: channels have a playbackUrl of this simulator; default ivs, where nothing answers
  --recordings <folder>   write recordings to this folder, as IVS writes them to S3 (default: not at all)
  --options <json>        any option of docs/simulator.md: '{"viewerCountTimeout": 0.1}'
  --allow-host <host>     a host that requests may name, besides those of this machine; may be repeated
  --allow-origin <origin> the origin of a web page that may send requests; may be repeated
  --events                print each event as one line of JSON
  --event-bridge <url>    put each event on the event bus behind this endpoint (with made-up credentials)
  --event-source <name>   source of the events on that bus (default simulator.ivs)
  --event-bus <name>      name of that bus (default default)
  --version               print the version
  --help                  print this text`;

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
  playback: text,
  recordings: text,
  options: text,
  'allow-host': { ...text, multiple: true },
  'allow-origin': { ...text, multiple: true },
  events: flag,
  'event-bridge': text,
  'event-source': text,
  'event-bus': text,
  version: flag,
  help: flag,
};
const DEFAULT_PORT = '4567';

const optionsJson = z.pipe(
  z.string(),
  z.transform((json, { issues }): SimulatorOptions => {
    const { options, problem } = parseOptions(json);
    if (options) return options;
    issues.push({ code: 'custom', input: json, message: `a JSON object${problem}` });
    return {};
  }),
);
const isHttpUrl = (url: string) => /^https?:\/\//.test(url) && URL.canParse(url);

/** The arguments whose value has a form of its own. */
const argumentsSchema = z.object({
  '--port': wholeNumberText(MAX_PORT),
  '--rtmp-port': z.optional(wholeNumberText(MAX_PORT)),
  RTMP_PORT: z.optional(wholeNumberText(MAX_PORT)),
  '--seed': z.optional(wholeNumberText()),
  '--playback': z.optional(z.enum(['ivs', 'local'])),
  '--options': optionsJson,
  '--allow-host': z.optional(z.array(hostPattern)),
  '--allow-origin': z.optional(z.array(webOrigin)),
  '--event-bridge': z.optional(z.string().check(z.refine(isHttpUrl, 'an HTTP URL'))),
});

export interface CommandLine {
  help: boolean;
  version: boolean;
  port: number;
  rtmp?: RtmpOptions;
  simulator: SimulatorOptions;
  /** Whether to print events. */
  events: boolean;
  /** The event bus that events are put on. */
  bus?: Omit<EventBridgeTargetOptions, 'onError'>;
}

type ArgumentValues = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
type CheckedArguments = z.infer<typeof argumentsSchema>;

/**
 * Reads the arguments of the command and the environment variable RTMP_PORT. The values of the
 * simulator's own options are checked later, when it starts.
 *
 * @throws Error that names the argument, what was expected and what was received
 */
export function readCommandLine(args: string[], env: NodeJS.ProcessEnv = {}): CommandLine {
  const { values } = parseArgs({ args, options: OPTIONS });
  const given = checked(
    argumentsSchema,
    {
      '--port': values.port ?? DEFAULT_PORT,
      '--rtmp-port': values['rtmp-port'],
      RTMP_PORT: values['rtmp-port'] === undefined ? env.RTMP_PORT || undefined : undefined,
      '--seed': values.seed,
      '--playback': values.playback,
      '--options': values.options ?? '{}',
      '--allow-host': values['allow-host'],
      '--allow-origin': values['allow-origin'],
      '--event-bridge': values['event-bridge'],
    },
    'arguments',
  );
  const rtmpPort = given['--rtmp-port'] ?? given.RTMP_PORT;
  const bus = eventBusOptions(values);
  return {
    help: values.help ?? false,
    version: values.version ?? false,
    port: given['--port'],
    ...(rtmpPort !== undefined && { rtmp: { port: rtmpPort } }),
    simulator: simulatorOptions(values, given),
    events: values.events ?? false,
    ...(bus && { bus }),
  };
}

/** An argument of its own wins over the same option in `--options`. */
function simulatorOptions(
  { account, region, recordings, ...values }: ArgumentValues,
  { '--options': options, '--seed': seed, ...given }: CheckedArguments,
): SimulatorOptions {
  const { '--allow-host': allowedHosts, '--allow-origin': allowedOrigins } = given;
  const { '--playback': playback } = given;
  return {
    ...options,
    ...(allowedHosts && { allowedHosts }),
    ...(allowedOrigins && { allowedOrigins }),
    ...(playback && { playback }),
    ...(recordings !== undefined && { recordings }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(seed !== undefined && { seed }),
    ...(values['real-delays'] && { delays: { ...REAL_DELAYS, ...options.delays } }),
    ...(values['no-throttling'] && { quotas: { ...options.quotas, enforce: false } }),
  };
}

function parseOptions(json: string): { options?: SimulatorOptions; problem: string } {
  try {
    const options: unknown = JSON.parse(json);
    const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
    return { ...(isObject && { options }), problem: '' };
  } catch (error) {
    return { problem: ` (${(error as Error).message})` };
  }
}

function eventBusOptions(values: ArgumentValues): CommandLine['bus'] {
  const { region, 'event-bridge': endpoint } = values;
  const { 'event-source': source, 'event-bus': eventBusName } = values;
  if (endpoint === undefined) {
    requireAbsent('--event-source', source);
    requireAbsent('--event-bus', eventBusName);
    return undefined;
  }
  return {
    endpoint,
    ...(region !== undefined && { region }),
    ...(source !== undefined && { source }),
    ...(eventBusName !== undefined && { eventBusName }),
  };
}

function requireAbsent(argument: string, value: string | undefined): void {
  if (value !== undefined) throw new InputError(argument, 'needs --event-bridge as well');
}
