import type { Destination } from '../created/rule.ts';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { ApiDestinations } from './api-destinations.ts';
import { sendRequest } from './http-client.ts';
import { requestFor } from './http-request.ts';
import type { Pacer } from './pacer.ts';

export type InvokeApiDestination = (
  destination: Extract<Destination, { kind: 'api' }>,
  payload: string,
  signal: AbortSignal,
) => Promise<void>;

/** Sends events to API destinations. The returned function throws DeliveryError. */
export function apiDestinationInvoker(
  destinations: Pick<ApiDestinations, 'findWithConnection'>,
  pacer: Pick<Pacer, 'wait'>,
): InvokeApiDestination {
  return async ({ name, http }, payload, signal) => {
    const found = destinations.findWithConnection(name);
    if (!found) throw new DeliveryError('NO_RESOURCE', `there is no API destination ${name}`);
    const { destination, connection } = found;
    await pacer.wait(destination.arn, destination.ratePerSecond, signal);
    await sendRequest(requestFor(destination, connection, http, payload), signal);
  };
}
