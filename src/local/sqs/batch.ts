import { isJsonObject, type JsonObject, serializationError } from '../aws-json.ts';
import { emptyBatch, invalidEntryId, repeatedId, SqsError, tooManyEntries } from './errors.ts';
import { requiredString } from './input.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

export interface BatchResponse {
  Successful: object[];
  Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[];
}

/**
 * Reads the entries of a batch request.
 *
 * @param entryType the name of the entry's type, for the error about an empty batch
 * @throws SqsError if the batch as a whole is wrong
 */
export function readEntries(input: JsonObject, entryType: string): (JsonObject & { Id: string })[] {
  const list = input.Entries;
  if (list === undefined || list === null) throw emptyBatch(entryType);
  if (!Array.isArray(list)) throw serializationError('Entries: expected a list');
  if (list.length === 0) throw emptyBatch(entryType);
  if (list.length > MAX_ENTRIES) throw tooManyEntries(MAX_ENTRIES, list.length);
  const seen = new Set<string>();
  return list.map((entry: unknown, index) => {
    if (!isJsonObject(entry)) throw serializationError(`Entries[${index}]: expected an object`);
    const Id = requiredString(entry, 'Id');
    if (!ENTRY_ID.test(Id)) throw invalidEntryId();
    if (seen.has(Id)) throw repeatedId(Id);
    seen.add(Id);
    return { ...entry, Id };
  });
}

/** Handles each entry by itself. An SqsError is reported in the response, and the next entry is handled. */
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
