import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerSettings } from './messages.ts';

// The program of a Lambda instance: a thread that loads the bundle once and then runs one event after the
// other. compileWorker() compiles it. It imports only types from the stack.

type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerSettings;
const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

/**
 * Dozens of busy functions must not slow down the services that they use: on AWS, these run elsewhere. Half of what Node.js
 * calls "below normal" is enough for that, and leaves functions their share next to other programs.
 */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL / 2;
// Only Linux has a priority for each thread.
if (process.platform === 'linux') setPriority(PRIORITY);

try {
  const handler = load();
  parentPort?.on('message', (message: InvokeMessage) => void invoke(handler, message));
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'init failed', error: describe(error) });
}

function load(): Handler {
  const module = createRequire(settings.file)(settings.file) as Record<string, unknown>;
  const handler = module[settings.exportName];
  if (typeof handler === 'function') return handler as Handler;
  const missing = new Error(`${settings.exportName} is undefined or not exported`);
  throw Object.assign(missing, { name: 'Runtime.HandlerNotFound' });
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId, payload, deadline, clientContext } = message;
  const context = {
    ...settings.context,
    awsRequestId: requestId,
    ...(clientContext !== undefined && { clientContext: JSON.parse(clientContext) }),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    post({ kind: 'done', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    post({ kind: 'failed', requestId, error: describe(error) });
  }
}

/** Describes a thrown value as Lambda's Node.js runtime does. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const { name, message, stack = '' } = error;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}
