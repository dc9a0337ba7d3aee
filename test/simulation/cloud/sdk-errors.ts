import type { Service } from './service-names.ts';

/** The error that the SDK throws for an error response. */
export function sdkError(
  name: string,
  message: string,
  { status = 400, ...members }: { status?: number; [member: string]: unknown } = {},
): Error {
  const $fault = status >= 500 ? 'server' : 'client';
  const $metadata = { httpStatusCode: status };
  return Object.assign(new Error(message), { name, $fault, $metadata, ...members });
}

const THROTTLED: Record<Service, string> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  events: 'ThrottlingException',
  ivs: 'ThrottlingException',
  lambda: 'TooManyRequestsException',
  secretsmanager: 'ThrottlingException',
  sqs: 'RequestThrottled',
};
const FAILED: Record<Service, string> = {
  dynamodb: 'InternalServerError',
  events: 'InternalException',
  ivs: 'InternalServerException',
  lambda: 'ServiceException',
  secretsmanager: 'InternalServiceError',
  sqs: 'InternalFailure',
};

export const throttling = (service: Service): Error =>
  sdkError(THROTTLED[service], 'Rate exceeded', { status: service === 'lambda' ? 429 : 400 });

/** A policy does not allow the request. SQS has a name of its own for it. */
export const accessDenied = (service: Service): Error =>
  sdkError(service === 'sqs' ? 'AccessDenied' : 'AccessDeniedException', 'Not authorized', {
    status: service === 'dynamodb' ? 400 : 403,
  });

export const serverError = (service: Service): Error =>
  sdkError(FAILED[service], 'An internal error occurred', { status: 500 });

/** The connection broke before the response. */
export const cutOff = (): Error =>
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** The client has waited for its request timeout. */
export const timedOut = (): Error =>
  Object.assign(new Error('the request timed out'), { name: 'TimeoutError' });
