import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { Environment } from '../platform/settings.ts';

/** What a run of the command line meets outside, as main.ts finds it. */
export interface CliEnvironment {
  env: Environment;
  out: Writable & Terminal;
  err: Writable;
  input: Readable & Terminal;
  clock: Clock;
  /** IANA name of the time zone that this machine is set to. */
  timeZone: string;
}

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
}
