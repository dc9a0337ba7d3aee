import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJsonLine } from '../../http/respond.ts';
import { ControlError } from '../../simulator/index.ts';
import type { Backends } from '../backends.ts';
import { readControlBody } from '../control-body.ts';
import { ServiceFaultInjector } from './service-fault-injector.ts';
import { readStackFaults } from './service-faults.ts';

/** Answers `PUT /_sim/faults`: replaces the faults of IVS and of all other services. */
export async function putFaults(
  backends: Pick<Backends, 'simulator' | 'serviceFaults'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readControlBody(request);
    const { ivs, services, seed } = readStackFaults(body);
    backends.simulator.setFaults(ivs);
    backends.serviceFaults = new ServiceFaultInjector(services, seed);
    sendJsonLine(response, 200, body);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    sendJsonLine(response, error.status, { message: error.message });
  }
}

/** Answers `GET /_sim/faults`: the faults as they were set last. */
export function getFaults(
  { simulator, serviceFaults }: Pick<Backends, 'simulator' | 'serviceFaults'>,
  response: ServerResponse,
): void {
  const services = serviceFaults.faults;
  const isAny = Object.keys(services).length > 0;
  sendJsonLine(response, 200, { ...simulator.faults(), ...(isAny && { services }) });
}
