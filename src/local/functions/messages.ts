/** The data with which the worker thread of a Lambda instance starts. */
export interface WorkerSettings {
  /** The absolute path of the bundle. */
  file: string;
  /** The name of the handler's export in the bundle. */
  exportName: string;
  /** The members of Lambda's context object that are the same in all invocations. */
  context: Record<string, unknown>;
}

/** A message to the thread: run one event. */
export interface InvokeMessage {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** When the invocation times out, ms since the epoch. */
  deadline: number;
  /** What the caller says of itself, as JSON. */
  clientContext?: string;
}

/** Lambda's description of a function error: the payload of the response. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** A message from the thread. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'init failed'; error: FunctionError }
  | { kind: 'done'; requestId: string; payload: string }
  | { kind: 'failed'; requestId: string; error: FunctionError };
