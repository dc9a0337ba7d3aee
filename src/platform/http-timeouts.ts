const CONNECTION_TIMEOUT_MS = 2_000;

/**
 * The `requestHandler` option of an AWS SDK client: a request that takes too long fails. The SDK's own
 * default waits without limit, so that one lost connection would use up the whole invocation.
 *
 * @param requestTimeout ms from sending one request (each retry of the SDK is one) to its response
 * @param connectionTimeout ms until a new connection is open
 */
export const httpTimeouts = (
  requestTimeout: number,
  connectionTimeout: number = CONNECTION_TIMEOUT_MS,
) => ({ connectionTimeout, requestTimeout, throwOnRequestTimeout: true });
