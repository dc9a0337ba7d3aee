import type { Simulator } from './simulator/simulator.ts';
import type { Timers } from './timers.ts';

/**
 * Invokes a function of the stage and returns its answer.
 *
 * @param functionName its name in serverless.yml, for example `getSessions`
 * @throws an error with a message for operators
 */
export type Invoke = <Answer>(functionName: string, payload: unknown) => Promise<Answer>;

/** A file of the page. */
export interface Asset {
  type: string;
  body: string | Buffer;
}

/** Finds the files of the page by their names: `index.html`, `app.js`, `app.css`, `hls.js`. */
export type FindAsset = (name: string) => Promise<Asset | undefined>;

export interface ConsoleOptions {
  invoke: Invoke;
  findAsset: FindAsset;
  stage: string;
  /** Absent if the AWS configuration of the operator does not name one. */
  region?: string | undefined;
  version: string;
  isReadOnly: boolean;
  /**
   * `token`: the URL that opens the console has a token, which works once. `page`: everybody on this machine who opens the page may
   * use it, as on the one-machine stack, where every program may already do everything.
   */
  entry: 'token' | 'page';
  /** Of the one-machine stack; absent for a stage on AWS. */
  local?: {
    simulator: Simulator;
    /** Where players read the picture: `http://127.0.0.1:4566`. */
    mediaOrigin: string;
    hasPicture: boolean;
  };
  /** Hosts that requests may name, besides those of this machine. */
  allowedHosts?: readonly string[];
  timers: Timers;
  /** Makes a text that nobody can guess. */
  newSecret(): string;
}
