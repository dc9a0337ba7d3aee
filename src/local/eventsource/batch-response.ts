/** What a function's answer to a batch means. */
export type BatchOutcome =
  | { failed: Set<string> }
  /** The answer can't be understood: the whole batch counts as failed. */
  | { wholeBatch: string };

/**
 * Reads a partial batch response as Lambda does: nothing, `{}` and a list that is null or empty are
 * success; an id that is missing, empty or not of this batch fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @param payload the function's answer, as JSON
 * @param messageIds of the batch
 */
export function readBatchResponse(payload: string, messageIds: string[]): BatchOutcome {
  const answer: unknown = JSON.parse(payload);
  if (answer === null) return { failed: new Set() };
  if (typeof answer !== 'object' || Array.isArray(answer)) return { wholeBatch: 'not an object' };
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === null || batchItemFailures === undefined) return { failed: new Set() };
  if (!Array.isArray(batchItemFailures)) return { wholeBatch: 'batchItemFailures is not a list' };
  const ids = batchItemFailures.map((failure) => failure?.itemIdentifier);
  const wrong = ids.find((id) => !messageIds.includes(id));
  if (wrong !== undefined || ids.includes(undefined)) {
    return { wholeBatch: `itemIdentifier ${JSON.stringify(wrong ?? null)} is not of this batch` };
  }
  return { failed: new Set(ids) };
}
