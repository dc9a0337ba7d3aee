import type { Command } from 'commander';

/** What a command works with. Commands decide what to ask and how to show it; nothing else. */
export interface CliContext {
  /**
   * Invokes a function by its name in serverless.yml and returns its answer.
   *
   * @throws CliError for whatever an operator can put right: no credentials, no such stage, bad input
   */
  invoke<T>(functionName: string, payload: unknown): Promise<T>;
  /** Writes a line (or lines) to standard output; waits while the reader is slow. */
  print(text: string): Promise<void>;
  /** `--json`: answers are printed as JSON, for scripts. */
  json: boolean;
  /** Colours only on a terminal (and never with NO_COLOR): otherwise texts come back as they are. */
  paint: Paint;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** IANA name of the operator's time zone, in which times are shown. */
  timeZone: string;
  /** Columns of the terminal; absent where output is no terminal, and so nothing is to be shortened. */
  width?: number;
  /** Asks a question that is answered with yes or no; absent where no operator sits at a terminal. */
  confirm?(question: string): Promise<boolean>;
}

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (colour: Colour, text: string) => string;

/** A failure that is the operator's to mend: printed in one line, exit status 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/**
 * Adds commands to the program. `open` makes the tools from the global options (`--stage`, `--region`,
 * `--local`, `--json`) of the command that runs.
 */
export type AddCommands = (program: Command, open: (command: Command) => CliContext) => void;
