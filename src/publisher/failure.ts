import { errorName } from '../platform/errors.ts';

const THROTTLED = 429;
const SERVER_ERRORS = 500;
/** What passes although it comes as 400: SQS, DynamoDB and STS have these. */
const PASSING = /Throttl|ThroughputExceeded|RequestLimitExceeded|ExpiredToken/;

/**
 * Whether a request that failed may succeed by itself later: no answer, throttled, a failure of the
 * service. Anything else (no permission, no such queue) stays as it is until somebody mends it.
 */
export function isTransient(error: unknown): boolean {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  const status = metadata?.httpStatusCode;
  if (status === undefined || status === THROTTLED || status >= SERVER_ERRORS) return true;
  return PASSING.test(errorName(error));
}
