import type { IncomingMessage, ServerResponse } from 'node:http';
import { JsonError, parseJsonBody } from '../../http/json.ts';
import { readBody, sendJsonLine } from '../../http/respond.ts';
import { ControlError } from '../../simulator/index.ts';
import type { Backends } from '../backends.ts';
import { ServiceFaultInjector } from './service-fault-injector.ts';
import { readStackFaults } from './service-faults.ts';

/** Answers `PUT /_sim/faults`: replaces the faults of IVS and of all other services. */
export async function putFaults(
  backends: Pick<Backends, 'simulator' | 'serviceFaults'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = readJson(await readBody(request));
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

function readJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ControlError(400, `body: expected JSON, received ${error.message}`);
  }
}
