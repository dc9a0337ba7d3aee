import type { RequestListener } from 'node:http';
import type { Secrets } from './access/secrets.ts';
import type { ConsoleOptions, Invoke } from './options.ts';
import type { Pollers } from './polling/pollers.ts';
import type { Topics } from './topics/topics.ts';

/** The server's side of the operator console. */
export interface Console {
  options: ConsoleOptions;
  secrets: Secrets;
  topics: Topics;
  pollers: Pollers;
  invoke: Invoke;
  /** How often functions were invoked. */
  readonly invocations: number;
  /** Answers all requests below `/console`. */
  listener: RequestListener;
  /** Ends the connections of each page that is open. */
  streams: Set<() => void>;
  /** The path that opens the console, with the token if there is one that was not used. */
  entryPath(): string;
  close(): void;
}
