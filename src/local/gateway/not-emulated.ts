import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, urlOf } from '../../http/respond.ts';
import { type Protocol, protocolOf } from './protocol.ts';
import { sendFailure } from './service-error.ts';
import { endpointVariables } from './service-ids.ts';

const LONGEST_NAME = 200;

/**
 * Answers a request to a service that the stack does not have, or in a protocol that its service does not
 * have here: status 501, which SDKs do not retry.
 *
 * @param service the signing name; undefined for an unsigned request
 * @param known the services that the stack has
 */
export async function answerNotEmulated(
  request: IncomingMessage,
  response: ServerResponse,
  { service, known }: { service?: string | undefined; known: readonly string[] },
): Promise<void> {
  const protocol = protocolOf(request, service);
  const operation = cut(await operationOf(request, protocol));
  const emulated = `It emulates ${known.join(', ')}.`;
  const message = `${explain(service && cut(service), operation, known)} ${emulated}${besides(request, service, known)}`;
  sendFailure(request, response, protocol, { status: 501, code: 'UnknownService', message });
}

function explain(service: string | undefined, operation: string, known: readonly string[]): string {
  const named = `operation ${operation}`;
  if (service === undefined) {
    return `The one-machine stack does not emulate this unsigned request (${named}): it finds the service of a request in its signature.`;
  }
  if (known.includes(service)) {
    return `The one-machine stack emulates ${service} in JSON only, and not the protocol of this request (${named}): update the SDK.`;
  }
  return `The one-machine stack does not emulate the service ${service} (${named}).`;
}

/** What a user can do about a service that the stack does not have. */
function besides(
  request: IncomingMessage,
  service: string | undefined,
  known: readonly string[],
): string {
  if (service === undefined || known.includes(service)) return '';
  const userAgent = [request.headers['user-agent'], request.headers['x-amz-user-agent']].join(' ');
  const { pathname: path } = urlOf(request);
  const variables = endpointVariables({ signingName: cut(service), path, userAgent }).join(' or ');
  return ` To use ${cut(service)} of AWS or of another emulator beside it, set ${variables} to its endpoint.`;
}

/** The name of the operation, as far as the protocol shows it. */
async function operationOf(request: IncomingMessage, protocol: Protocol): Promise<string> {
  const { pathname, searchParams } = urlOf(request);
  if (protocol === 'rpc-v2-cbor') return pathname.split('/operation/').at(-1) ?? '';
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return String(target);
  if (protocol !== 'query' && protocol !== 'ec2-query') return `${request.method} ${pathname}`;
  const form = new URLSearchParams((await readBody(request)).toString());
  return form.get('Action') ?? searchParams.get('Action') ?? `${request.method} ${pathname}`;
}

const cut = (name: string): string => name.slice(0, LONGEST_NAME);
