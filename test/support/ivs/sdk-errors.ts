import * as sdk from '@aws-sdk/client-ivs';
import { ConnectionCutError, ServiceError } from '../../../src/simulator/index.ts';
import { serviceError } from '../../../src/simulator/model/service-error.ts';

/** What the SDK knows of a response, or of its absence. */
export const responseMetadata = (httpStatusCode?: number) => ({
  ...(httpStatusCode !== undefined && { httpStatusCode }),
  attempts: 1,
  totalRetryDelay: 0,
});

type ErrorClass = new (options: object) => Error;
const CLASSES: Record<string, unknown> = { ...sdk };

/** @returns the error that the SDK throws for an error of the simulator; any other error unchanged */
export function sdkError(error: unknown): unknown {
  if (error instanceof ConnectionCutError) return brokenConnection();
  if (error instanceof ServiceError) return serviceException(error);
  return error;
}

/** The SDK has a class for each error of the service model, and one for all others. */
function serviceException({ name, message, status }: ServiceError): Error {
  const $metadata = responseMetadata(status);
  const Known = CLASSES[name] as ErrorClass | undefined;
  if (Known) return new Known({ message, $metadata, exceptionMessage: message });
  const $fault = status < 500 ? 'client' : 'server';
  const error = new sdk.IvsServiceException({ name, message, $fault, $metadata });
  return Object.assign(error, { exceptionMessage: message });
}

/** Node's error for a connection that closes before the response. The SDK renames it. */
function brokenConnection(): Error {
  const error = new Error('socket hang up');
  return Object.assign(error, {
    name: 'TimeoutError',
    code: 'ECONNRESET',
    $metadata: responseMetadata(),
  });
}

/** The error that the SDK throws when IVS refuses a request, such as `refusal('AccessDeniedException')`. */
export const refusal = (code: string, message = code): Error =>
  serviceException(serviceError(code, message));
