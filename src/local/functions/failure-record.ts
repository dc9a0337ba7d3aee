import type { FunctionError } from './messages.ts';

/** An event that Lambda could not handle. */
export interface FailedEvent {
  functionArn: string;
  requestId: string;
  /** The event in JSON. */
  payload: string;
  /** When Lambda gave up, ISO 8601. */
  at: string;
}

/** Why Lambda gave up. */
export interface AsyncFailure {
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  attempts: number;
  error?: FunctionError;
}

/** The record that Lambda sends about a failed event: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function failureRecord(
  { functionArn, requestId, payload, at }: FailedEvent,
  { condition, attempts, error }: AsyncFailure,
): object {
  return {
    version: '1.0',
    timestamp: at,
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(payload),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error ?? null,
  };
}
