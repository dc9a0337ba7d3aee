import { errorMessage, errorName } from '../../platform/errors.ts';
import { hasResponse, sdkFailure } from '../../platform/sdk-failure.ts';

/** The result of a PutMetadata request. */
export type PutResult =
  | { kind: 'delivered' }
  /** Too many requests. The message was not delivered; try again later. */
  | { kind: 'throttled' }
  /** The channel is not broadcasting. */
  | { kind: 'offline' }
  /** IVS does not accept this text. */
  | { kind: 'invalid'; reason: string }
  /** There is no such channel. */
  | { kind: 'unknownChannel'; reason: string }
  /** Not delivered, whatever the message: no permission, no credentials, an account that is not verified. */
  | { kind: 'denied'; reason: string }
  /**
   * The message may have been delivered: a timeout, a broken connection, a server error. Without an answer, the request
   * may still be on its way.
   */
  | { kind: 'unknown'; reason: string; isAnswered: boolean };

/** Errors of PutMetadata with a meaning of their own. No reason quotes the service: it may quote the text. */
const BY_NAME: Record<string, PutResult> = {
  ChannelNotBroadcasting: { kind: 'offline' },
  ValidationException: { kind: 'invalid', reason: 'ValidationException' },
  ResourceNotFoundException: { kind: 'unknownChannel', reason: 'ResourceNotFoundException' },
};

/** Classifies the error of a PutMetadata request. */
export function putResultOf(error: unknown): PutResult {
  const known = BY_NAME[errorName(error)];
  if (known) return known;
  const reason = `${errorName(error)}: ${errorMessage(error)}`;
  switch (sdkFailure(error)) {
    case 'throttled':
      return { kind: 'throttled' };
    case 'refused':
      return { kind: 'denied', reason };
    case 'unknown':
      return { kind: 'unknown', reason, isAnswered: hasResponse(error) };
  }
}
