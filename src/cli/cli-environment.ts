import type { Readable, Writable } from 'node:stream';
import type { FindAsset } from '../console/server/options.ts';
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
  /** What the command `console` needs. */
  console?: ConsoleMachine;
}

/** What this machine gives to the server of the operator console. */
export interface ConsoleMachine {
  findAsset: FindAsset;
  /** Opens a URL in the browser, if there is one. */
  openBrowser(url: string): void;
  /** Resolves when the operator ends the program: Ctrl-C. */
  interrupted(): Promise<void>;
  /** Makes a text that nobody can guess. */
  newSecret(): string;
}

export interface Terminal {
  isTTY?: boolean;
  columns?: number;
}
