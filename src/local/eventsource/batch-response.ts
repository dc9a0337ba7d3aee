/** The meaning of a function's response to a batch. */
export type BatchOutcome =
  | { failed: Set<string> }
  /** Why the response is not valid. The whole batch has failed. */
  | { wholeBatch: string };

/**
 * Reads a partial batch response as Lambda does. Without failures (null, `{}`, or a list that is null or
 * empty) the batch has succeeded. An id that is missing, empty or not in the batch fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @param payload the function's response, as JSON
 * @param messageIds the ids of all messages of the batch
 */
export function readBatchResponse(payload: string, messageIds: string[]): BatchOutcome {
  const response: unknown = JSON.parse(payload);
  if (response === null) return { failed: new Set() };
  if (typeof response !== 'object' || Array.isArray(response))
    return { wholeBatch: 'not an object' };
  const { batchItemFailures } = response as { batchItemFailures?: unknown };
  if (batchItemFailures === null || batchItemFailures === undefined) return { failed: new Set() };
  if (!Array.isArray(batchItemFailures)) return { wholeBatch: 'batchItemFailures is not a list' };
  const ids = batchItemFailures.map((failure) => failure?.itemIdentifier);
  const wrong = ids.find((id) => !messageIds.includes(id));
  if (wrong !== undefined || ids.includes(undefined)) {
    return { wholeBatch: `itemIdentifier ${JSON.stringify(wrong ?? null)} is not in this batch` };
  }
  return { failed: new Set(ids) };
}
