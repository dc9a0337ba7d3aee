import type { BatchError } from '@aws-sdk/client-ivs';
import { errorName } from '../platform/errors.ts';

/** The snapshot of the channel that a deletion is based on is too old: take a new one, or leave it to the next run. */
export class SnapshotExpiredError extends Error {
  static override readonly name = 'LookExpiredError';
  override readonly name = 'LookExpiredError';

  constructor(operation: string) {
    super(`${operation} was not sent: the snapshot of the channel is too old`);
  }
}

/** BatchGetChannel did not say of some channels whether they exist. */
export class BatchGetChannelError extends Error {
  static override readonly name = 'BatchLookError';
  override readonly name = 'BatchLookError';

  constructor(failures: readonly BatchError[]) {
    const [first] = failures;
    super(
      `BatchGetChannel failed for ${failures.length} channel(s), first ${first?.arn}: ${first?.code} ${first?.message ?? ''}`,
    );
  }
}

/** A request failed whose response may hold a stream key's value, so only the name of the error is kept. */
export class RedactedError extends Error {
  static override readonly name = 'SilentError';
  override readonly name = 'SilentError';

  constructor(operation: string, reason: string) {
    super(`${operation}: the response cannot be read (${reason})`);
  }
}

/**
 * Wraps a request whose response holds a secret. An error that the service sent is thrown unchanged. Any
 * other error (the response was cut off, or is not JSON) may quote the response, so a RedactedError
 * replaces it. It keeps `$metadata`, so that `sdkFailure` classifies it the same way.
 */
export function withRedactedErrors<T>(operation: string, send: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Error && '$fault' in error) throw error;
      const { $metadata } = Object(error) as { $metadata?: unknown };
      throw Object.assign(
        new RedactedError(operation, errorName(error)),
        $metadata && { $metadata },
      );
    }
  };
}
