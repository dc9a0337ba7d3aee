import { InvalidArgumentError } from 'commander';
import type { Environment } from '../platform/settings.ts';
import { CliError } from './context.ts';
import { isTimeZone } from './format/time.ts';

/** The global options as they are read. */
export interface GlobalOptions {
  stage?: string;
  region?: string;
  profile?: string;
  /** A port, or true: the one that is usual. */
  local?: number | true;
  json?: true;
  timeZone?: string;
}

/** Where the functions are that a command invokes. */
export interface StageConnection {
  stage: string;
  /** The SDK's own chain finds what is absent. */
  region?: string;
  profile?: string;
  /** Of the stack on this machine. */
  endpoint?: string;
}

/** As of `serverless deploy`, see scripts/default-stage.cjs. */
const DEFAULT_STAGE = 'dev';
/** Of `npm start`, and the region that it stands for. */
const LOCAL = { stage: 'local', port: 4566, region: 'us-west-2' };
const MOST_PORT = 65_535;

/** @throws CliError for a PORT that is none */
export function stageConnection(options: GlobalOptions, env: Environment): StageConnection {
  const { stage, region, profile, local } = options;
  if (local !== undefined) {
    const port = local === true ? localPort(env) : local;
    return {
      stage: LOCAL.stage,
      region: LOCAL.region,
      endpoint: `http://127.0.0.1:${port}`,
    };
  }
  return {
    stage: stage ?? (env.IVS_AUTOPILOT_STAGE || DEFAULT_STAGE),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
}

function localPort({ PORT }: Environment): number {
  if (!PORT) return LOCAL.port;
  if (isPort(PORT)) return Number(PORT);
  throw new CliError(`PORT: expected 1 to ${MOST_PORT}, received ${JSON.stringify(PORT)}`);
}

/** @throws InvalidArgumentError for what can't be a port; none is the usual one */
export function readPort(text: string): number | true {
  if (text === '') return true;
  if (!isPort(text)) throw new InvalidArgumentError(`A port is 1 to ${MOST_PORT}.`);
  return Number(text);
}

const isPort = (text: string): boolean =>
  /^[0-9]{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= MOST_PORT;

/** @throws InvalidArgumentError for an unknown zone */
export function readTimeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('Zones are named as in Europe/Berlin.');
  return text;
}

/**
 * `--local` takes a port or nothing: so that `--local sessions live` does not take `sessions` for the
 * port, the value is joined to the option here.
 */
export function joinLocalPort(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return [...joined, ...args.slice(index)];
    const isValue = args[index - 1] === '--local' && /^[0-9]+$/.test(arg);
    if (isValue) joined.splice(-1, 1, `--local=${arg}`);
    else joined.push(arg === '--local' ? '--local=' : arg);
  }
  return joined;
}
