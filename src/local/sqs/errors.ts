import { AwsError } from '../aws-json.ts';

/** An error response of SQS. */
export class SqsError extends AwsError {
  readonly queryCode: string;

  /**
   * @param code the name of the error's shape in the JSON protocol
   * @param queryCode the error's code in the older query protocol. SQS also sends it, in
   *   `x-amzn-query-error`, and SDKs report it.
   */
  constructor(code: string, message: string, queryCode = code, status?: number) {
    const headers = { 'x-amzn-query-error': `${queryCode};Sender` };
    super(`com.amazonaws.sqs#${code}`, message, headers, status);
    this.queryCode = queryCode;
  }
}

const legacy = (code: string): string => `AWS.SimpleQueueService.${code}`;

export const noSuchQueue = (): SqsError =>
  new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    legacy('NonExistentQueue'),
  );
export const queueExists = (attribute: string): SqsError =>
  new SqsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    'QueueAlreadyExists',
  );
export const unknownAttribute = (name: string): SqsError =>
  new SqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const invalidAttributeValue = (name: string): SqsError =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
export const missing = (parameter: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${parameter}.`);
export const invalid = (parameter: string, value: unknown, reason: string): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
export const invalidHandle = (handle: string): SqsError =>
  new SqsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
export const notInFlight = (): SqsError =>
  new SqsError(
    'MessageNotInflight',
    'The message referred to is not in flight.',
    legacy('MessageNotInflight'),
  );
export const emptyBatch = (entry: string): SqsError =>
  new SqsError(
    'EmptyBatchRequest',
    `There should be at least one ${entry} in the request.`,
    legacy('EmptyBatchRequest'),
  );
export const tooManyEntries = (max: number, sent: number): SqsError =>
  new SqsError(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are ${max}. You have sent ${sent}.`,
    legacy('TooManyEntriesInBatchRequest'),
  );
export const repeatedId = (id: string): SqsError =>
  new SqsError(
    'BatchEntryIdsNotDistinct',
    `Id ${id} repeated.`,
    legacy('BatchEntryIdsNotDistinct'),
  );
export const invalidEntryId = (): SqsError =>
  new SqsError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    legacy('InvalidBatchEntryId'),
  );
export const batchTooLong = (max: number, sent: number): SqsError =>
  new SqsError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${max} bytes. You have sent ${sent} bytes.`,
    legacy('BatchRequestTooLong'),
  );
export const unsupportedOperation = (message: string, status?: number): SqsError =>
  new SqsError('UnsupportedOperation', message, legacy('UnsupportedOperation'), status);
export const unsupported = (what: string, status?: number): SqsError =>
  unsupportedOperation(`${what} is not supported by the one-machine stack.`, status);
