import type { ServerResponse } from 'node:http';
import { sendJson } from '../../http/respond.ts';
import type { FaultyService } from './service-faults.ts';

interface FaultError {
  status: number;
  type: string;
  message: string;
}

const INTERNAL = 'We encountered an internal error. Please try again.';
const RATE = 'Rate exceeded';

/**
 * The errors of each service, by fault. Source: "Common errors" and the errors of the operations in the
 * API reference of each service. A table with on-demand capacity is throttled with ThrottlingException.
 */
const ERRORS: Record<FaultyService, Record<'throttle' | 'fail', FaultError>> = {
  dynamodb: {
    throttle: {
      ...{ status: 400, type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' },
      message: 'Throughput exceeds the current capacity of your table or index.',
    },
    fail: {
      ...{ status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' },
      message: INTERNAL,
    },
  },
  sqs: {
    throttle: { status: 400, type: 'com.amazonaws.sqs#RequestThrottled', message: RATE },
    fail: { status: 500, type: 'com.amazon.coral.service#InternalFailure', message: INTERNAL },
  },
  events: {
    throttle: { status: 400, type: 'ThrottlingException', message: RATE },
    fail: { status: 500, type: 'InternalException', message: INTERNAL },
  },
  secretsmanager: {
    throttle: { status: 400, type: 'ThrottlingException', message: RATE },
    fail: { status: 500, type: 'InternalServiceError', message: INTERNAL },
  },
  lambda: {
    throttle: { status: 429, type: 'TooManyRequestsException', message: 'Rate Exceeded.' },
    fail: { status: 500, type: 'ServiceException', message: INTERNAL },
  },
};

/** Answers a request with the error of a fault, in the protocol of the service. */
export function sendFault(
  response: ServerResponse,
  service: FaultyService,
  kind: 'throttle' | 'fail',
): void {
  const { status, type, message } = ERRORS[service][kind];
  const body = service === 'lambda' ? { Message: message, message } : { __type: type, message };
  const version = service === 'dynamodb' || service === 'sqs' ? '1.0' : '1.1';
  const contentType =
    service === 'lambda' ? 'application/json' : `application/x-amz-json-${version}`;
  sendJson(response, status, body, {
    'content-type': contentType,
    'x-amzn-errortype': type.split('#').at(-1) ?? type,
  });
}
