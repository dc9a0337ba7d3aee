import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../platform/clock.ts';
import type { Environment } from '../platform/settings.ts';

/** What the command line takes from its process. Tests pass their own. */
export interface CliEnvironment {
  /** Environment variables. */
  env: Environment;
  out: Writable & Terminal;
  err: Writable;
  input: Readable & Terminal;
  clock: Clock;
  /** IANA name of this machine's time zone. */
  timeZone: string;
  /** Who runs this program, for the audit: `alice@laptop`. Absent: nothing is said. */
  caller?: string;
}

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
}
