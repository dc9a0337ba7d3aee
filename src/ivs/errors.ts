import type { BatchError } from '@aws-sdk/client-ivs';

/** The look at the channel that a deletion rests on has become too old: look again, or leave it to the next run. */
export class LookExpiredError extends Error {
  override readonly name = 'LookExpiredError';

  constructor(operation: string) {
    super(`${operation} was not sent: its turn came too long after the look that it rests on`);
  }
}

/** BatchGetChannel could not say of some channels whether they exist. */
export class BatchLookError extends Error {
  override readonly name = 'BatchLookError';

  constructor(failures: readonly BatchError[]) {
    const [first] = failures;
    super(
      `BatchGetChannel failed for ${failures.length} channel(s), first ${first?.arn}: ${first?.code} ${first?.message ?? ''}`,
    );
  }
}
