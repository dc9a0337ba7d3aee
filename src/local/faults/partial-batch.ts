import type { JsonObject } from '../aws-json.ts';

/** A batch of which some entries are left out. */
export interface PartialBatch {
  /** The request with the entries that are performed; undefined if none is. */
  input: JsonObject | undefined;
  /**
   * Adds the entries that were left out to the response, as the service reports them.
   *
   * @param output the response to `input`; `{}` if nothing was performed
   */
  merge(output: JsonObject): JsonObject;
}

type Splitter = (input: JsonObject, fails: () => boolean) => PartialBatch | undefined;

/**
 * Leaves entries of a batch out.
 *
 * @param operation for example `SendMessageBatch`
 * @param fails decides for each entry whether it is left out
 * @returns undefined if no entry is left out, or if the request is not a batch of the expected form
 */
export function splitBatch(
  operation: string,
  input: JsonObject,
  fails: () => boolean,
): PartialBatch | undefined {
  const split = Object.hasOwn(SPLITTERS, operation) ? SPLITTERS[operation] : undefined;
  return split?.(input, fails);
}

const SPLITTERS: Record<string, Splitter> = {
  BatchGetItem: splitKeys,
  BatchWriteItem: splitWrites,
  SendMessageBatch: splitMessages,
  DeleteMessageBatch: splitMessages,
  ChangeMessageVisibilityBatch: splitMessages,
  PutEvents: splitEvents,
};

type Tables<T> = Record<string, T>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
function splitKeys(input: JsonObject, fails: () => boolean): PartialBatch | undefined {
  const tables = input.RequestItems as Tables<{ Keys?: unknown[] }> | undefined;
  if (!isObject(tables)) return undefined;
  const kept: Tables<object> = {};
  const left: Tables<object> = {};
  for (const [table, request] of Object.entries(tables)) {
    if (!Array.isArray(request?.Keys)) return undefined;
    const keys = partition(request.Keys, fails);
    if (keys.kept.length > 0) kept[table] = { ...request, Keys: keys.kept };
    if (keys.left.length > 0) left[table] = { ...request, Keys: keys.left };
  }
  return unprocessed(input, kept, left, 'UnprocessedKeys', { Responses: {} });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
function splitWrites(input: JsonObject, fails: () => boolean): PartialBatch | undefined {
  const tables = input.RequestItems as Tables<unknown[]> | undefined;
  if (!isObject(tables)) return undefined;
  const kept: Tables<unknown[]> = {};
  const left: Tables<unknown[]> = {};
  for (const [table, requests] of Object.entries(tables)) {
    if (!Array.isArray(requests)) return undefined;
    const writes = partition(requests, fails);
    if (writes.kept.length > 0) kept[table] = writes.kept;
    if (writes.left.length > 0) left[table] = writes.left;
  }
  return unprocessed(input, kept, left, 'UnprocessedItems', {});
}

function unprocessed(
  input: JsonObject,
  kept: JsonObject,
  left: JsonObject,
  member: string,
  empty: JsonObject,
): PartialBatch | undefined {
  if (Object.keys(left).length === 0) return undefined;
  return {
    input: Object.keys(kept).length > 0 ? { ...input, RequestItems: kept } : undefined,
    merge: (output) => ({ ...empty, ...output, [member]: left }),
  };
}

const MESSAGE = 'We encountered an internal error. Please try again.';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html */
function splitMessages(input: JsonObject, fails: () => boolean): PartialBatch | undefined {
  const { Entries } = input;
  if (!Array.isArray(Entries)) return undefined;
  const { kept, left } = partition(Entries as { Id?: unknown }[], fails);
  if (left.length === 0) return undefined;
  const failed = left.map((entry) => ({
    ...{ Id: entry?.Id, SenderFault: false, Code: 'InternalError', Message: MESSAGE },
  }));
  return {
    input: kept.length > 0 ? { ...input, Entries: kept } : undefined,
    merge: ({ Successful = [], Failed = [], ...rest }) => ({
      ...rest,
      Successful,
      Failed: [...(Failed as unknown[]), ...failed],
    }),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
function splitEvents(input: JsonObject, fails: () => boolean): PartialBatch | undefined {
  const { Entries } = input;
  if (!Array.isArray(Entries)) return undefined;
  const failing = Entries.map(() => fails());
  if (!failing.includes(true)) return undefined;
  const kept = Entries.filter((_, i) => !failing[i]);
  const error = { ErrorCode: 'InternalFailure', ErrorMessage: MESSAGE };
  return {
    input: kept.length > 0 ? { ...input, Entries: kept } : undefined,
    merge({ Entries: results = [], FailedEntryCount = 0 }) {
      const performed = [...(results as unknown[])];
      const left = failing.filter(Boolean).length;
      return {
        FailedEntryCount: Number(FailedEntryCount) + left,
        Entries: failing.map((isLeft) => (isLeft ? error : performed.shift())),
      };
    },
  };
}

function partition<T>(entries: T[], fails: () => boolean): { kept: T[]; left: T[] } {
  const kept: T[] = [];
  const left: T[] = [];
  for (const entry of entries) (fails() ? left : kept).push(entry);
  return { kept, left };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
