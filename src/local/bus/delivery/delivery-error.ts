/**
 * Why a target did not take an event. The codes are those of the attribute ERROR_CODE in a dead-letter queue:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 */
export type DeliveryErrorCode =
  | 'CONNECTION_FAILURE'
  | 'ERROR_FROM_TARGET'
  | 'INVALID_JSON'
  | 'NO_RESOURCE'
  | 'SDK_CLIENT_ERROR'
  | 'TIMEOUT';

/** A target did not take an event. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryErrorCode;
  /** Whether another attempt may succeed. */
  readonly isRetried: boolean;
  /** The target asks to wait at least this long. */
  readonly retryAfterMs: number;

  constructor(
    code: DeliveryErrorCode,
    message: string,
    { isRetried = false, retryAfterMs = 0, cause }: DeliveryErrorOptions = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.isRetried = isRetried;
    this.retryAfterMs = retryAfterMs;
  }
}

interface DeliveryErrorOptions {
  isRetried?: boolean;
  retryAfterMs?: number;
  cause?: unknown;
}
