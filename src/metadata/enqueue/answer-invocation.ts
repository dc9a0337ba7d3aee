import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { InputError } from '../../platform/errors.ts';
import { type EnqueueAnswer, type EnqueueResult, type EnqueueTools, enqueue } from './enqueue.ts';
import { type Caller, callerOf, httpAnswer, httpFault, readRequest } from './requests.ts';

/** Messages of a bus event that could not be queued now. Thrown, so that Lambda delivers it again. */
export class NotQueuedError extends Error {
  override readonly name = 'NotQueuedError';
}

/**
 * Queues what one invocation of `enqueueMetadata` asks for, and answers in the caller's way: a direct
 * invoke gets the answer or an InputError, an HTTP request a status, an event nothing, as nobody
 * listens: what is wrong with it is logged and counted.
 *
 * @throws InputError for a direct invoke that is not `{messages: [...]}`
 * @throws NotQueuedError for an event with messages that the queue or the backlog refused: Lambda
 *   tries it twice more, then it is kept in the dead-letter queue
 */
export async function answerInvocation(
  event: unknown,
  account: string | undefined,
  tools: EnqueueTools,
): Promise<EnqueueAnswer | APIGatewayProxyStructuredResultV2 | undefined> {
  const caller = callerOf(event);
  try {
    const request = readRequest(event, caller);
    const result = await enqueue({ ...request, ...(account !== undefined && { account }) }, tools);
    if (caller === 'http') return httpAnswer(result);
    if (caller === 'invoke') return result.answer;
    return demandQueued(result);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tools.metrics.add('MetadataBadRequests');
    tools.log.warn('metadata request can not be read', { caller, reason: error.message });
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

function demandQueued({ answer: { rejected } }: EnqueueResult): undefined {
  const refused = rejected.filter(({ field }) => field === 'queue' || field === 'backlog');
  const [first] = refused;
  if (!first) return;
  throw new NotQueuedError(`${refused.length} messages not queued; the first: ${first.message}`);
}
