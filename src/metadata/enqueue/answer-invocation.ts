import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { InputError } from '../../platform/errors.ts';
import { type EnqueueAnswer, type EnqueueResult, enqueue } from './enqueue.ts';
import { httpAnswer, httpFault } from './http-answer.ts';
import { type Caller, callerOf, readRequest } from './read-request.ts';
import type { EnqueueTools } from './tools.ts';

/** Messages of a bus event could not be queued now. It is thrown so that Lambda delivers the event again. */
export class NotQueuedError extends Error {
  static override readonly name = 'NotQueuedError';
  override readonly name = 'NotQueuedError';
}

/** What `answerInvocation` works with. */
export interface InvocationTools extends EnqueueTools {
  /** Makes the id of a call that has none: a UUID. */
  newCallId(): string;
}

/**
 * Queues the messages of one invocation of `enqueueMetadata`. The answer depends on the caller:
 *
 * - A direct invoke gets an `EnqueueAnswer`.
 * - An HTTP request gets a status and the answer as JSON.
 * - An event on a bus gets no answer. Its faults are logged and counted.
 *
 * @param account the account of the function; undefined where it is not known
 * @throws InputError for a direct invoke that is not `{messages: [...]}`
 * @throws NotQueuedError for an event with messages that the queue or the backlog refused. Lambda tries
 *   it twice more, and then puts it into the dead-letter queue.
 */
export async function answerInvocation(
  event: unknown,
  account: string | undefined,
  tools: InvocationTools,
): Promise<EnqueueAnswer | APIGatewayProxyStructuredResultV2 | undefined> {
  const caller = callerOf(event);
  try {
    const request = readRequest(event, caller, tools.newCallId);
    const result = await enqueue({ ...request, ...(account !== undefined && { account }) }, tools);
    if (caller === 'http') return httpAnswer(result);
    if (caller === 'invoke') return result.answer;
    return requireQueued(result);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tools.metrics.add('MetadataBadRequests');
    tools.log.warn('metadata request cannot be read', { caller, reason: error.message });
    return answerFault(error, caller);
  }
}

function answerFault(
  error: InputError,
  caller: Caller,
): APIGatewayProxyStructuredResultV2 | undefined {
  if (caller === 'invoke') throw error;
  return caller === 'http' ? httpFault(error) : undefined;
}

/** @throws NotQueuedError if messages may be queued at another attempt */
function requireQueued({ answer: { rejected } }: EnqueueResult): undefined {
  const refused = rejected.filter(({ field }) => field === 'queue' || field === 'backlog');
  const [first] = refused;
  if (!first) return;
  throw new NotQueuedError(`${refused.length} messages not queued; the first: ${first.message}`);
}
