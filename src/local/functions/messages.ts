/** What passes between the host and the worker thread that is one Lambda instance. */
export interface WorkerSettings {
  /** The bundle, an absolute path. */
  file: string;
  /** The name of the export in it. */
  exportName: string;
  /** The parts of Lambda's context object that are the same for every invocation. */
  context: Record<string, unknown>;
}

export interface InvokeMessage {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** When the invocation will be cut, ms since the epoch. */
  deadline: number;
}

/** Lambda's description of a function error: the payload of such an answer. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'init failed'; error: FunctionError }
  | { kind: 'done'; requestId: string; payload: string }
  | { kind: 'failed'; requestId: string; error: FunctionError };
