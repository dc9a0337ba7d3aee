import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerSettings } from './messages.ts';

// The inside of a Lambda instance: a thread of its own that loads the bundle once and then runs one
// event after the other. It is compiled by compileWorker() and knows nothing of the rest.

type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerSettings;
const answer = (message: WorkerMessage): void => parentPort?.postMessage(message);

try {
  const handler = load();
  parentPort?.on('message', (message: InvokeMessage) => void invoke(handler, message));
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'init failed', error: describe(error) });
}

function load(): Handler {
  const module = createRequire(settings.file)(settings.file) as Record<string, unknown>;
  const handler = module[settings.exportName];
  if (typeof handler === 'function') return handler as Handler;
  const missing = new Error(`${settings.exportName} is undefined or not exported`);
  throw Object.assign(missing, { name: 'Runtime.HandlerNotFound' });
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId, payload, deadline } = message;
  const context = {
    ...settings.context,
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(payload), context);
    answer({ kind: 'done', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    answer({ kind: 'failed', requestId, error: describe(error) });
  }
}

/** As Lambda's Node.js runtime describes what was thrown. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  const { name, message, stack = '' } = error;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}
