import { emptyBatch, invalidEntryId, repeatedId, SqsError, tooManyEntries } from './errors.ts';
import { type Input, requiredString } from './input.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

export interface BatchResponse {
  Successful: unknown[];
  Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[];
}

/**
 * Reads the entries of a batch request.
 *
 * @param entryType the entry's name, for the error of an empty batch
 * @throws SqsError for what is wrong with the batch as a whole
 */
export function readEntries(input: Input, entryType: string): (Input & { Id: string })[] {
  const list = input.Entries;
  if (!Array.isArray(list) || list.length === 0) throw emptyBatch(entryType);
  if (list.length > MOST_ENTRIES) throw tooManyEntries(MOST_ENTRIES, list.length);
  const seen = new Set<string>();
  return list.map((entry: Input) => {
    const Id = requiredString(entry, 'Id');
    if (!ENTRY_ID.test(Id)) throw invalidEntryId();
    if (seen.has(Id)) throw repeatedId(Id);
    seen.add(Id);
    return { ...entry, Id };
  });
}

/** Does each entry by itself: one that fails with an SqsError is reported and holds nothing back. */
export function forEachEntry<T extends { Id: string }>(
  entries: T[],
  act: (entry: T) => object,
): BatchResponse {
  const result: BatchResponse = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      result.Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      const { queryCode: Code, message: Message } = error;
      result.Failed.push({ Id: entry.Id, Code, Message, SenderFault: true });
    }
  }
  return result;
}
