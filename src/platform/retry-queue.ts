import * as z from 'zod/mini';
import { errorMessage, errorName, InputError } from './errors.ts';
import type { Invocation, UseCase } from './lambda.ts';
import type { Observability } from './observability.ts';

/** What Lambda's event source expects as the answer to a batch: the messages to deliver again. */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

const batchSchema = z.object({
  Records: z.array(
    z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() }),
  ),
});
type RetryMessage = z.infer<typeof batchSchema>['Records'][number];

/**
 * Lets a function handle its failed events again. Lambda retries an asynchronous event twice, for about
 * three minutes. Then it sends the event to the function's retry queue (its on-failure destination), which
 * invokes the function each minute until the event succeeds. So an outage of the table costs time, but no
 * event.
 *
 * @param useCase what the function does with one event; must accept an event that it handled before
 * @returns a use case that also accepts a batch of the retry queue. A message that fails is answered as a
 *   failure of its own: it does not keep others in the queue.
 */
export function withRetryQueue<Result>(useCase: UseCase<Result>): UseCase<Result | BatchAnswer> {
  return async (event, invocation) => {
    const batch = batchSchema.safeParse(event);
    if (!batch.success) return useCase(event, invocation);
    const outcomes = await Promise.all(
      batch.data.Records.map((message) => succeeds(message, useCase, invocation)),
    );
    const failed = batch.data.Records.filter((_, i) => !outcomes[i]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function succeeds(
  message: RetryMessage,
  useCase: UseCase<unknown>,
  invocation: Invocation,
): Promise<boolean> {
  try {
    await useCase(failedEvent(message), invocation);
    invocation.metrics.add('EventsRetried');
    return true;
  } catch (error) {
    reportFailure(message, error, invocation);
    return false;
  }
}

function reportFailure({ messageId }: RetryMessage, error: unknown, { log }: Observability): void {
  const fields = { messageId, error: errorName(error), reason: errorMessage(error) };
  log.error('an event of the retry queue failed again; it stays in the queue', fields);
}

/**
 * The event in a message: the `requestPayload` of Lambda's record of a failed invocation, or the message
 * itself, for an event that an operator put into the queue.
 *
 * Source of the record's form: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @throws InputError for a body that is not JSON. The body is not quoted, because it may hold anything.
 */
function failedEvent({ body }: RetryMessage): unknown {
  const content = parseJson(body);
  const isRecord =
    typeof content === 'object' && content !== null && Object.hasOwn(content, 'requestPayload');
  return isRecord ? (content as { requestPayload: unknown }).requestPayload : content;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InputError('body', 'JSON', `${body.length} characters that are not JSON`);
  }
}
