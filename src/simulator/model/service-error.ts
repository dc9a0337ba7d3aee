import { ServiceError } from '../errors.ts';
import { shapeOf } from './model.ts';

/** The error of that code, with the HTTP status that the model gives it. */
export function serviceError(code: string, message: string): ServiceError {
  const status = shapeOf(code).error?.httpStatusCode;
  if (status === undefined) throw new Error(`shape ${code} of the service model is no error`);
  return new ServiceError(code, status, message);
}

/** @returns ResourceNotFoundException for that ARN */
export function notFound(arn: string): ServiceError {
  return serviceError('ResourceNotFoundException', `Resource: ${arn} not found`);
}

/** @returns ServiceQuotaExceededException for that quota */
export function quotaExceeded(what: string, limit: number): ServiceError {
  return serviceError(
    'ServiceQuotaExceededException',
    `The quota of ${what} (${limit}) has been reached`,
  );
}
