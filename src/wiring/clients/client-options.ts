import { httpTimeouts } from '../../platform/http-timeouts.ts';

/** How often and how long a client of the SDK tries to get an answer. */
export interface ClientLimits {
  /** How often the SDK sends a request at most. 1: it does not retry. */
  maxAttempts: number;
  /** How long one attempt may take before it counts as lost, ms. */
  requestTimeoutMs: number;
}

/** The limits as options of the SDK's client. */
export const clientOptions = ({ maxAttempts, requestTimeoutMs }: ClientLimits) => ({
  maxAttempts,
  requestHandler: httpTimeouts(requestTimeoutMs),
});
