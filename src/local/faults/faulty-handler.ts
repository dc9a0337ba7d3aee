import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody, urlOf } from '../../http/respond.ts';
import { AwsError, type JsonObject, parseInput } from '../aws-json.ts';
import { lambdaOperation } from '../functions/lambda-operations.ts';
import type { RequestHandler } from '../gateway/gateway.ts';
import { type Captured, CapturedResponse, withBody } from './captured-response.ts';
import { sendFault } from './fault-errors.ts';
import { splitBatch } from './partial-batch.ts';
import type { RequestFault, ServiceFaultInjector } from './service-fault-injector.ts';
import { FAULTY_SERVICES, type FaultyService } from './service-faults.ts';

/**
 * Adds faults to services.
 *
 * @param current gives the current faults; `PUT /_sim/faults` replaces them
 */
export function withServiceFaults(
  current: () => ServiceFaultInjector,
  handlers: Record<FaultyService, RequestHandler>,
): Record<FaultyService, RequestHandler> {
  const faulty = FAULTY_SERVICES.map((name) => [name, withFaults(name, handlers[name], current)]);
  return Object.fromEntries(faulty);
}

function withFaults(
  service: FaultyService,
  handler: RequestHandler,
  current: () => ServiceFaultInjector,
): RequestHandler {
  return async (request, response, accessKey) => {
    const operation = operationOf(service, request);
    const fault = current().next(service, operation);
    if (!fault) return handler(request, response, accessKey);
    const body = await readBody(request);
    if (fault.kind === 'refuse') response.destroy();
    else if (fault.kind !== 'perform') sendFault(response, service, fault.kind);
    else {
      const perform = (input: Buffer) =>
        capture(handler, withBody(request, input), response, accessKey);
      respond(response, await performed(operation, body, fault, perform), fault);
    }
  };
}

/** The operation of a request: in its X-Amz-Target header; of Lambda, in its path. */
function operationOf(service: FaultyService, request: IncomingMessage): string {
  if (service === 'lambda')
    return lambdaOperation(request.method ?? '', urlOf(request).pathname)?.name ?? '';
  return (
    String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  );
}

type PerformFault = Extract<RequestFault, { kind: 'perform' }>;

async function performed(
  operation: string,
  body: Buffer,
  { entryFails, latencyMs }: PerformFault,
  perform: (body: Buffer) => Promise<Captured>,
): Promise<Captured> {
  const input = entryFails && parsed(body);
  const batch = input && splitBatch(operation, input, entryFails);
  const captured = batch ? await performBatch(batch, perform) : await perform(body);
  if (latencyMs > 0) await sleep(latencyMs);
  return captured;
}

async function performBatch(
  { input, merge }: NonNullable<ReturnType<typeof splitBatch>>,
  perform: (body: Buffer) => Promise<Captured>,
): Promise<Captured> {
  const nothing = { status: 200, headers: JSON_HEADERS, body: Buffer.from('{}') };
  const captured = input ? await perform(Buffer.from(JSON.stringify(input))) : nothing;
  const output = captured.status === 200 ? parsed(captured.body) : undefined;
  return output ? { ...captured, body: Buffer.from(JSON.stringify(merge(output))) } : captured;
}

const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

/** @returns undefined for a body that is not a JSON object: the service itself refuses it */
function parsed(body: Buffer): JsonObject | undefined {
  try {
    return parseInput(body);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Lets the service answer a request. If the client disconnects, the service sees that. */
async function capture(
  handler: RequestHandler,
  request: IncomingMessage,
  response: ServerResponse,
  accessKey: string | undefined,
): Promise<Captured> {
  const captured = new CapturedResponse(request);
  response.once('close', () => captured.emit('close'));
  const [answer] = await Promise.all([captured.captured, handler(request, captured, accessKey)]);
  return answer;
}

function respond(
  response: ServerResponse,
  { status, headers, body }: Captured,
  { cut }: PerformFault,
): void {
  if (cut || response.destroyed) return void response.destroy();
  const { 'content-length': _length, 'x-amz-crc32': _checksum, ...rest } = headers;
  response.writeHead(status, { ...rest, 'content-length': body.length });
  response.end(body);
}
