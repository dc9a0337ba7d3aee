export interface RequestCounts {
  ok: number;
  /** Requests that got a ThrottlingException, because of a quota or a fault. */
  throttled: number;
  /** Requests that got any other error. */
  failed: number;
}

/** One request over a quota, whether it succeeded or not. */
export interface Violation {
  /** Milliseconds since the epoch. */
  at: number;
  /** The quota, such as `5 per second per channel`. */
  rule: string;
  operation: string;
  /** What the quota applies to: the ARN of a resource, or the account id. */
  resource: string;
}

export interface Report {
  requests: Record<string, RequestCounts>;
  violations: Violation[];
}
