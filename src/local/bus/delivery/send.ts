import { JsonError, parseJson } from '../../../http/json.ts';
import { SqsError } from '../../sqs/errors.ts';
import type { Queues } from '../../sqs/queues.ts';
import type { Destination } from '../created/rule.ts';
import { DeliveryError } from './delivery-error.ts';

export interface Senders {
  queues: Pick<Queues, 'has' | 'plan' | 'send'>;
  /** Starts an asynchronous invocation. @returns false if the function does not exist */
  invoke(functionName: string, payload: string): boolean;
  /** Sends a request to an API destination. @throws DeliveryError */
  request(
    destination: Extract<Destination, { kind: 'api' }>,
    payload: string,
    signal: AbortSignal,
  ): Promise<void>;
}

/**
 * Sends an event to a target once.
 *
 * @throws DeliveryError
 */
export function sendTo(
  senders: Senders,
  destination: Destination,
  payload: string,
  signal: AbortSignal,
): void | Promise<void> {
  switch (destination.kind) {
    case 'queue':
      return sendToQueue(senders.queues, destination, payload);
    case 'function':
      return invoke(senders, destination.name, payload);
    case 'api':
      return senders.request(destination, payload, signal);
  }
}

function sendToQueue(
  queues: Senders['queues'],
  { name, groupId }: Extract<Destination, { kind: 'queue' }>,
  body: string,
): void {
  if (!queues.has(name)) throw new DeliveryError('NO_RESOURCE', `there is no queue ${name}`);
  const { maximumMessageBytes } = queues.plan(name);
  const bytes = Buffer.byteLength(body);
  if (bytes > maximumMessageBytes) {
    const message = `the message has ${bytes} bytes, and ${name} takes ${maximumMessageBytes}`;
    throw new DeliveryError('SDK_CLIENT_ERROR', message);
  }
  try {
    queues.send(name, { body, attributes: {}, ...(groupId !== undefined && { groupId }) });
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    throw new DeliveryError('SDK_CLIENT_ERROR', error.message, { cause: error });
  }
}

function invoke(senders: Senders, name: string, payload: string): void {
  try {
    parseJson(payload);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new DeliveryError(
      'INVALID_JSON',
      `the input of a function must be JSON: ${error.message}`,
    );
  }
  if (!senders.invoke(name, payload))
    throw new DeliveryError('NO_RESOURCE', `there is no function ${name}`);
}
