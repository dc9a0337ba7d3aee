import type { Clock } from './clock.ts';
import { errorMessage, errorName, InputError } from './errors.ts';
import type { Invocation, UseCase } from './lambda.ts';
import type { Observability } from './observability.ts';
import { isScheduled } from './ticks.ts';

/** A message of a retry queue: Lambda's record of an event that failed, or an event. */
export interface RetryMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
}

/** The queue of the events that a function has failed in all attempts of Lambda. */
export interface RetryQueue {
  /** @returns some messages; none if the queue is empty. They stay in the queue, and come again after a minute */
  receive(): Promise<RetryMessage[]>;
  /** @throws the SDK's error, or an error that says how many messages could not be deleted */
  delete(messages: RetryMessage[]): Promise<void>;
}

/** What happened to the events in the retry queue. */
export interface RetryReport {
  retried: number;
  failed: number;
}

export interface RetryTools {
  queue: RetryQueue;
  clock: Pick<Clock, 'now'>;
}

/** No further messages are received so long before the invocation ends, ms. Each invocation tries some. */
const STOP_BEFORE_END_MS = 5_000;

/**
 * Lets a function handle its failed events again. Lambda retries an asynchronous event twice, for about
 * three minutes. Then it sends the event to the function's retry queue (its on-failure destination). A schedule
 * invokes the function each minute to handle them, until each event succeeds. So an outage of the table costs time, but no
 * event.
 *
 * An event source mapping would do the same, but it asks an empty queue 15 times a minute, which is paid for.
 *
 * @param useCase what the function does with one event; must accept an event that it handled before
 * @returns a use case that handles the queue when a schedule invokes it. A message that fails does not keep others in the
 *   queue.
 */
export function withRetryQueue<Result>(
  useCase: UseCase<Result>,
  { queue, clock }: RetryTools,
): UseCase<Result | RetryReport> {
  return (event, invocation) =>
    isScheduled(event)
      ? retryAll(useCase, { queue, clock }, invocation)
      : useCase(event, invocation);
}

async function retryAll(
  useCase: UseCase<unknown>,
  { queue, clock }: RetryTools,
  invocation: Invocation,
): Promise<RetryReport> {
  const report: RetryReport = { retried: 0, failed: 0 };
  do {
    const messages = await queue.receive();
    if (messages.length === 0) return report;
    const outcomes = await Promise.all(
      messages.map((message) => retry(message, useCase, invocation)),
    );
    const done = messages.filter((_, i) => outcomes[i] === 'done');
    report.retried += done.length;
    report.failed += messages.length - done.length;
    // Others would fail too: the table cannot be reached.
    if (outcomes.every((outcome) => outcome === 'failed')) return report;
    if (done.length > 0) await queue.delete(done);
  } while (invocation.deadline - clock.now() > STOP_BEFORE_END_MS);
  return report;
}

/** `invalid`: something is wrong with this message alone. */
type RetryOutcome = 'done' | 'failed' | 'invalid';

async function retry(
  message: RetryMessage,
  useCase: UseCase<unknown>,
  invocation: Invocation,
): Promise<RetryOutcome> {
  try {
    const event = failedEvent(message);
    // An invocation by the schedule failed itself. The next one has done its work.
    if (isScheduled(event)) return 'done';
    await useCase(event, invocation);
    invocation.metrics.add('EventsRetried');
    return 'done';
  } catch (error) {
    reportFailure(message, error, invocation);
    return error instanceof InputError ? 'invalid' : 'failed';
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
