import { InvalidArgumentError } from 'commander';
import type { Environment } from '../platform/settings.ts';
import { UsageError } from './context.ts';
import { isTimeZone } from './format/time.ts';

/** The values of the global options. */
export interface GlobalOptions {
  stage?: string;
  region?: string;
  profile?: string;
  /** A port; true for the default port. */
  local?: number | true;
  json?: true;
  timeZone?: string;
}

/** Where the functions of a stage are, and how to reach them. */
export interface StageConnection {
  stage: string;
  /** If region or profile is absent, the AWS SDK finds it in the environment and in ~/.aws. */
  region?: string;
  profile?: string;
  /** URL of the stack on this machine. Absent for a stage on AWS. */
  endpoint?: string;
}

/** The same as that of `serverless deploy`, see scripts/default-stage.cjs. */
const DEFAULT_STAGE = 'dev';
/** What `npm start` uses. */
const LOCAL = { stage: 'local', port: 4566, region: 'us-west-2' };
const MAX_PORT = 65_535;

/** @throws UsageError if the environment variable PORT is needed and is not a port */
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
  throw new UsageError(
    `environment variable PORT: expected a port from 1 to ${MAX_PORT}, received ${JSON.stringify(PORT)}`,
  );
}

/**
 * Reads the value of `--local`.
 *
 * @returns the port; true for an empty text, which stands for the default port
 * @throws InvalidArgumentError if the text is not a port
 */
export function readPort(text: string): number | true {
  if (text === '') return true;
  if (!isPort(text)) throw new InvalidArgumentError(`Expected a port from 1 to ${MAX_PORT}.`);
  return Number(text);
}

const isPort = (text: string): boolean =>
  /^[0-9]{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= MAX_PORT;

/** @throws InvalidArgumentError if the time zone is unknown */
export function readTimeZone(text: string): string {
  if (!isTimeZone(text))
    throw new InvalidArgumentError('Expected a time zone such as Europe/Berlin or UTC.');
  return text;
}

/**
 * Joins the port to `--local`: `--local 4577` becomes `--local=4577`, and `--local` alone becomes
 * `--local=`. Otherwise commander takes `sessions` in `--local sessions live` as the port.
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
