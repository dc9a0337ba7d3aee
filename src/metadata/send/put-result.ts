import { errorMessage, errorName } from '../../platform/errors.ts';

/** What became of a PutMetadata request. */
export type PutResult =
  | { kind: 'delivered' }
  /** Too many requests: not delivered, try again later. */
  | { kind: 'throttled' }
  /** The channel is not broadcasting. */
  | { kind: 'offline' }
  /** IVS can't take this text. */
  | { kind: 'invalid'; reason: string }
  /** There is no such channel. */
  | { kind: 'unknownChannel'; reason: string }
  /** Not delivered, and no fault of the message: no permission, no credentials, account not verified. */
  | { kind: 'denied'; reason: string }
  /** It may have been delivered, or not: a timeout, a cut connection, a failure of the service. */
  | { kind: 'inDoubt'; reason: string };

const BY_NAME: Record<string, (error: unknown) => PutResult> = {
  ThrottlingException: () => ({ kind: 'throttled' }),
  TooManyRequestsException: () => ({ kind: 'throttled' }),
  ChannelNotBroadcasting: () => ({ kind: 'offline' }),
  // The service's own words may quote the text, which is users' data.
  ValidationException: () => ({ kind: 'invalid', reason: 'ValidationException' }),
  ResourceNotFoundException: () => ({
    kind: 'unknownChannel',
    reason: 'ResourceNotFoundException',
  }),
};

/** Reads the error of a PutMetadata request. */
export function putResultOf(error: unknown): PutResult {
  const known = BY_NAME[errorName(error)];
  if (known) return known(error);
  const reason = `${errorName(error)}: ${errorMessage(error)}`;
  const status = statusOf(error);
  if (status === 429) return { kind: 'throttled' };
  return { kind: status >= 400 && status < 500 ? 'denied' : 'inDoubt', reason };
}

function statusOf(error: unknown): number {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode ?? 0;
}
