import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { errorMessage } from '../../../platform/errors.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { HttpRequest } from './http-request.ts';

/** How long EventBridge waits for a response: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html */
export const TIMEOUT_MS = 5_000;
/** Same page: it retries these and all 5xx. */
const RETRIED = new Set([401, 407, 409, 429]);

interface HttpOutcome {
  status: number;
  retryAfter: string | undefined;
}

/**
 * Sends a request to an API destination. A redirect is not followed.
 *
 * @throws DeliveryError unless the status is 2xx
 */
export async function sendRequest(
  request: HttpRequest,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const outcome = await exchange(request, AbortSignal.any([signal, timeout])).catch((error) => {
    if (signal.aborted) throw error;
    const isTimeout = timeout.aborted;
    const message = isTimeout ? `no response in ${timeoutMs / 1_000} s` : errorMessage(error);
    const code = isTimeout ? 'TIMEOUT' : 'CONNECTION_FAILURE';
    throw new DeliveryError(code, message, { isRetried: true, cause: error });
  });
  const { status, retryAfter } = outcome;
  if (status >= 200 && status < 300) return;
  throw new DeliveryError('ERROR_FROM_TARGET', `the endpoint answered with status ${status}`, {
    isRetried: RETRIED.has(status) || status >= 500,
    retryAfterMs: delayOf(retryAfter),
  });
}

function exchange(
  { url, method, headers, body }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const length = hasBody ? { 'content-length': Buffer.byteLength(body) } : {};
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers: { ...headers, ...length }, signal });
    request.once('error', reject);
    request.once('response', (response) => {
      const { statusCode: status = 0, headers: received } = response;
      response.once('error', reject);
      response.once('end', () => resolve({ status, retryAfter: received['retry-after'] }));
      response.resume();
    });
    request.end(hasBody ? body : undefined);
  });
}

/** The wait of a Retry-After header in seconds, ms. A date counts as none. */
function delayOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}
