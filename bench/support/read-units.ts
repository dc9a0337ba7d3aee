import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const UNIT_BYTES = 4_096;
const EVENTUAL = 0.5;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Counts the read units of requests to DynamoDB in this process, by the sizes of the answers' JSON, which is longer than the items
 * as DynamoDB counts them.
 */
export function readUnitCounter() {
  let units = 0;
  const count = (message: unknown) => {
    const { request, response } = message as Exchange;
    const operation = /^DynamoDB_\d+\.(\w+)/.exec(String(request.headers['x-amz-target']))?.[1];
    if (operation === undefined || !/^(Get|BatchGet|Query)/.test(operation)) return;
    const [asked, answered] = [collect(request), captured(response)];
    response.once('finish', () => {
      units += unitsOf(operation, asked(), answered());
    });
  };
  subscribe('http.server.request.start', count);
  return {
    get units() {
      return units;
    },
    stop: () => void unsubscribe('http.server.request.start', count),
  };
}

function collect(request: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

function captured(response: ServerResponse): () => number {
  let bytes = 0;
  const { write, end } = response;
  const add = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Buffer) bytes += Buffer.byteLength(chunk);
  };
  response.write = (...args: unknown[]) => {
    add(args[0]);
    return write.apply(response, args as Parameters<typeof write>);
  };
  response.end = (...args: unknown[]) => {
    add(args[0]);
    return end.apply(response, args as Parameters<typeof end>);
  };
  return () => bytes;
}

interface Keys {
  Keys: unknown[];
  ConsistentRead?: boolean;
}

/** A batch reads each key for itself. A query reads its items together. */
function unitsOf(operation: string, asked: string, answeredBytes: number): number {
  const input = JSON.parse(asked) as {
    ConsistentRead?: boolean;
    RequestItems?: Record<string, Keys>;
  };
  const weight = (isConsistent: boolean | undefined) => (isConsistent ? 1 : EVENTUAL);
  if (operation !== 'BatchGetItem')
    return weight(input.ConsistentRead) * Math.max(1, Math.ceil(answeredBytes / UNIT_BYTES));
  const tables = Object.values(input.RequestItems ?? {});
  return tables.reduce((sum, one) => sum + one.Keys.length * weight(one.ConsistentRead), 0);
}
