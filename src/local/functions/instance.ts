import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FunctionPlan } from '../config/plan.ts';
import { compileWorker } from './compile-worker.ts';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerSettings } from './messages.ts';

export interface InstanceOptions {
  settings: WorkerSettings;
  environment: Record<string, string>;
  memoryMb: number;
  timeoutMs: number;
  /** Gets every line that the function prints. */
  log(line: string): void;
}

export type InvokeOutcome = { payload: string } | { error: FunctionError };

/** An invocation that has ended. */
export interface FinishedInvocation {
  function: FunctionPlan;
  outcome: InvokeOutcome;
  /** ms since the epoch */
  startedAt: number;
  ms: number;
}

/** One Lambda instance: a worker thread that runs one event at a time. */
export class Instance {
  readonly #worker: Worker;
  readonly #options: InstanceOptions;
  readonly #started: Promise<FunctionError | undefined>;
  /** Ends the start or the invocation that is awaited with an error. */
  #fail: (error: FunctionError) => void = () => undefined;
  #complete: (outcome: InvokeOutcome) => void = () => undefined;
  #endedBy: FunctionError | undefined;

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.#worker = new Worker(compileWorker(), {
      eval: true,
      env: options.environment,
      execArgv: [],
      stdout: true,
      stderr: true,
      workerData: options.settings,
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    });
    this.#read(this.#worker.stdout);
    this.#read(this.#worker.stderr);
    this.#started = this.#watch();
  }

  /** Whether it has timed out, crashed or been terminated, and so cannot run another event. */
  get isEnded(): boolean {
    return this.#endedBy !== undefined;
  }

  /** Runs one event. The timeout begins when the function is loaded. Never rejects. */
  async invoke(requestId: string, payload: string, clientContext?: string): Promise<InvokeOutcome> {
    const failure = (await this.#started) ?? this.#endedBy;
    if (failure) return { error: failure };
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#timeOut(requestId), this.#options.timeoutMs);
      this.#complete = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      this.#fail = (error) => this.#complete({ error });
      const deadline = Date.now() + this.#options.timeoutMs;
      const message: InvokeMessage = { requestId, payload, deadline };
      this.#worker.postMessage({
        ...message,
        ...(clientContext !== undefined && { clientContext }),
      });
    });
  }

  /** Ends the thread at once. A running invocation fails with `reason`. */
  async terminate(reason: FunctionError): Promise<void> {
    this.#end(reason);
    await this.#worker.terminate();
  }

  #timeOut(requestId: string): void {
    const seconds = (this.#options.timeoutMs / 1_000).toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    void this.terminate({ errorType: 'Sandbox.Timedout', errorMessage });
  }

  #watch(): Promise<FunctionError | undefined> {
    return new Promise((resolve) => {
      this.#fail = resolve;
      this.#worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'ready') resolve(undefined);
        else if (message.kind === 'init failed') void this.terminate(message.error);
        else if (message.kind === 'done') this.#complete({ payload: message.payload });
        else this.#complete({ error: message.error });
      });
      this.#worker.on('error', (error) => {
        const { errorType, errorMessage } = this.#end(crash(error));
        this.#options.log(`${errorType}: ${errorMessage}`);
      });
      this.#worker.on('exit', (status) => {
        const errorMessage = `Runtime exited with error: exit status ${status}`;
        this.#end({ errorType: 'Runtime.ExitError', errorMessage });
      });
    });
  }

  #end(error: FunctionError): FunctionError {
    this.#endedBy ??= error;
    this.#fail(error);
    return error;
  }

  #read(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => this.#options.log(line));
  }
}

/** The function error for an uncaught error in the thread, after which Lambda ends the instance. */
function crash(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: 'Runtime.ExitError', errorMessage: String(error) };
  }
  const outOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const { message, stack = '' } = error;
  return {
    errorType: outOfMemory ? 'Runtime.OutOfMemory' : error.name,
    errorMessage: message,
    trace: stack.split('\n'),
  };
}
