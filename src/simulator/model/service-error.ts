import { ServiceError } from '../errors.ts';
import { shapeOf } from './model.ts';

/** @returns an error response with the HTTP status that the model gives to its code */
export function serviceError(code: string, message: string): ServiceError {
  const status = shapeOf(code).error?.httpStatusCode;
  if (status === undefined) throw new Error(`shape ${code} of the service model is not an error`);
  return new ServiceError(code, status, message);
}

/** @returns a ResourceNotFoundException */
export function notFound(arn: string): ServiceError {
  return serviceError('ResourceNotFoundException', `Resource: ${arn} not found`);
}

/** @returns a ServiceQuotaExceededException */
export function quotaExceeded(quota: string, limit: number): ServiceError {
  return serviceError(
    'ServiceQuotaExceededException',
    `The quota of ${quota} (${limit}) has been reached`,
  );
}
