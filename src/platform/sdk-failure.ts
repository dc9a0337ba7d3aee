import { errorName } from './errors.ts';

/**
 * What a failed request to an AWS service means:
 * - `throttled`: there were too many requests, and the service did nothing. Try again later.
 * - `unknown`: it may have been done. There was a server error, a timeout, a broken connection or a
 *   response that cannot be read.
 * - `refused`: the service answered no (another 4xx status), and would answer the same again.
 */
export type SdkFailure = 'throttled' | 'unknown' | 'refused';

const TOO_MANY_REQUESTS = 429;
/** Services differ in the name, and some send it with status 400. */
const THROTTLED = /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded/;

/** Classifies anything that `send` of an AWS SDK client throws. */
export function sdkFailure(error: unknown): SdkFailure {
  const status = httpStatus(error);
  if (status === TOO_MANY_REQUESTS || THROTTLED.test(errorName(error))) return 'throttled';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
}

/** Whether the service has answered, with an error. */
export const hasResponse = (error: unknown): boolean => httpStatus(error) !== undefined;

/** The HTTP status of the response that an SDK error carries; undefined if there was no response. */
function httpStatus(error: unknown): number | undefined {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}
