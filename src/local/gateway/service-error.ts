import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Headers, send, sendJsonLine } from '../../http/respond.ts';
import { encodeTexts } from './cbor.ts';
import type { Protocol } from './protocol.ts';

/** An error response of a service, in no protocol yet. */
export interface ServiceFailure {
  status: number;
  /** The name of the error. */
  code: string;
  message: string;
}

type Send = (response: ServerResponse, failure: ServiceFailure, requestId: string) => void;

const SENDERS: Record<Protocol, Send> = {
  'aws-json-1.0': sendAsJson('application/x-amz-json-1.0'),
  'aws-json-1.1': sendAsJson('application/x-amz-json-1.1'),
  'rest-json': sendAsJson('application/json'),
  query: sendAsXml(
    (failure, id) =>
      `<ErrorResponse>${errorElement(failure)}${text('RequestId', id)}</ErrorResponse>`,
  ),
  'ec2-query': sendAsXml(
    (failure, id) =>
      `<Response><Errors><Error>${codeAndMessage(failure)}</Error></Errors>${text('RequestID', id)}</Response>`,
  ),
  'rest-xml': sendAsXml(
    (failure, id) =>
      `<ErrorResponse>${errorElement(failure)}${text('RequestId', id)}</ErrorResponse>`,
  ),
  s3: sendAsXml(
    (failure, id) => `<Error>${codeAndMessage(failure)}${text('RequestId', id)}</Error>`,
  ),
  'rpc-v2-cbor': sendAsCbor,
};

/** Sends an error in the protocol of the client. A response to HEAD has no body. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  protocol: Protocol,
  failure: ServiceFailure,
): void {
  const requestId = randomUUID();
  if (request.method === 'HEAD')
    send(response, failure.status, '', errorHeaders(failure, requestId));
  else SENDERS[protocol](response, failure, requestId);
}

const errorHeaders = ({ code }: ServiceFailure, requestId: string): Headers => ({
  'x-amzn-requestid': requestId,
  'x-amzn-errortype': code,
});

function sendAsJson(type: string): Send {
  return (response, failure, requestId) => {
    const { status, code, message } = failure;
    const headers = { ...errorHeaders(failure, requestId), 'content-type': type };
    sendJsonLine(response, status, { __type: code, message }, headers);
  };
}

function sendAsXml(render: (failure: ServiceFailure, requestId: string) => string): Send {
  return (response, failure, requestId) => {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${render(failure, requestId)}`;
    const headers = { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' };
    send(response, failure.status, body, headers);
  };
}

function sendAsCbor(
  response: ServerResponse,
  { status, code, message }: ServiceFailure,
  requestId: string,
): void {
  send(response, status, encodeTexts({ __type: code, message }), {
    'x-amzn-requestid': requestId,
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
  });
}

function errorElement(failure: ServiceFailure): string {
  const fault = failure.status < 500 ? 'Sender' : 'Receiver';
  return `<Error>${text('Type', fault)}${codeAndMessage(failure)}</Error>`;
}

const codeAndMessage = ({ code, message }: ServiceFailure): string =>
  text('Code', code) + text('Message', message);

const text = (name: string, value: string): string => `<${name}>${escapeXml(value)}</${name}>`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 does not allow become U+FFFD. */
function escapeXml(value: string): string {
  return value
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
