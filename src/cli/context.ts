import type { Command } from 'commander';
import type { ConsoleMachine } from './cli-environment.ts';

/** What a command works with. A command decides what to ask and how to show the answer, nothing else. */
export interface CliContext {
  /**
   * Invokes a function and returns its answer.
   *
   * @param functionName its name in serverless.yml, for example `getSessions`
   * @throws CliError for a failure that an operator can fix: no credentials, no such stage, wrong input
   */
  invoke<T>(functionName: string, payload: unknown): Promise<T>;
  /** As `invoke`, and any JSON is an answer: for events that are no requests of the command line. */
  invokeAny(functionName: string, payload: unknown): Promise<unknown>;
  /** Reads standard input to its end. Absent if standard input is a terminal. */
  readInput?(): Promise<string>;
  /** Writes a text and a line break to standard output. Waits while the reader is slow. */
  print(text: string): Promise<void>;
  /** Writes a text and a line break to standard error: progress, and what is not part of the answer. */
  note?(text: string): void;
  /** Resolves when the operator ends the program: Ctrl-C. Absent where nobody can. */
  interrupted?(): Promise<void>;
  /** `--json`: answers are printed as JSON, for scripts. */
  json: boolean;
  /** Colours a text. Without a terminal, or with NO_COLOR, it returns the text unchanged. */
  paint: Paint;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** IANA name of the time zone in which times are shown, for example `Europe/Berlin`. */
  timeZone: string;
  /** Columns of the terminal. Absent if the output is not a terminal: then nothing is shortened. */
  width?: number;
  place: StagePlace;
  /** What the command `console` needs. Absent where it cannot run. */
  console?: ConsoleMachine;
  /** Asks a yes-or-no question. Absent if there is no terminal to ask on. */
  confirm?(question: string): Promise<boolean>;
}

/** Where the functions are. */
export interface StagePlace {
  stage: string;
  /** Absent if the AWS SDK finds it in ~/.aws. */
  region?: string;
  /** URL of the stack on this machine. Absent for a stage on AWS. */
  endpoint?: string;
}

/** What the functions in `format/` need to know about the output. */
export type Style = Pick<CliContext, 'paint' | 'width' | 'timeZone' | 'now'>;

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (colour: Colour, text: string) => string;

/** A failure that the operator can fix. Its message is printed; the exit status is 1. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
}

/** A value on the command line that cannot be used. The exit status is 2, as for an unknown option. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
}

/**
 * Makes the context of the command that runs, from its global options (`--stage`, `--json`, …).
 *
 * @param program what functions write into the audit as the program that invoked them. Default `CLI`.
 */
export type OpenContext = (command: Command, program?: string) => CliContext;

/** Adds commands to the program. */
export type AddCommands = (program: Command, open: OpenContext) => void;
