import type { BatchError } from '@aws-sdk/client-ivs';
import { errorName } from '../platform/errors.ts';

/** The look at the channel that a deletion rests on has become too old: look again, or leave it to the next run. */
export class SnapshotExpiredError extends Error {
  override readonly name = 'LookExpiredError';

  constructor(operation: string) {
    super(`${operation} was not sent: its turn came too long after the look that it rests on`);
  }
}

/** BatchGetChannel could not say of some channels whether they exist. */
export class BatchGetChannelError extends Error {
  override readonly name = 'BatchLookError';

  constructor(failures: readonly BatchError[]) {
    const [first] = failures;
    super(
      `BatchGetChannel failed for ${failures.length} channel(s), first ${first?.arn}: ${first?.code} ${first?.message ?? ''}`,
    );
  }
}

/** A request whose answer may hold a stream key's value failed: of the error only its name is told. */
export class RedactedError extends Error {
  override readonly name = 'SilentError';

  constructor(operation: string, reason: string) {
    super(`${operation} has no answer that can be read: ${reason}`);
  }
}

/**
 * Sends a request whose answer holds a secret. Where the service itself answered with an error, that
 * is thrown as it is. Any other (the answer was cut, or is no JSON) may quote what came, so it is
 * replaced; its outcome is as unknown as before.
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
