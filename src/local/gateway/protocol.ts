import type { IncomingMessage } from 'node:http';
import { urlOf } from '../../http/respond.ts';

/** A protocol of AWS services: https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol =
  | 'aws-json-1.0'
  | 'aws-json-1.1'
  | 'rest-json'
  | 'query'
  | 'ec2-query'
  | 'rest-xml'
  | 's3'
  | 'rpc-v2-cbor';

/** The signing names of the services that use rest-xml. */
const S3_SERVICES = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts']);
const REST_XML_SERVICES = new Set(['cloudfront', 'route53']);
/** S3 Control signs as S3 does, but its errors have the form of all other services. */
const S3_CONTROL_PATH = '/v20180820/';

/**
 * Tells from the head of a request in which protocol its client expects an error. REST protocols have no mark
 * in a request, so it needs the name of the service.
 *
 * @param service the signing name; undefined for an unsigned request
 */
export function protocolOf(request: IncomingMessage, service: string | undefined): Protocol {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpc-v2-cbor';
  if (headers['x-amz-target'] !== undefined)
    return type.startsWith('application/x-amz-json-1.0') ? 'aws-json-1.0' : 'aws-json-1.1';
  const { pathname, searchParams } = urlOf(request);
  if (S3_SERVICES.has(service ?? ''))
    return pathname.startsWith(S3_CONTROL_PATH) ? 'rest-xml' : 's3';
  if (REST_XML_SERVICES.has(service ?? '')) return 'rest-xml';
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  const isQuery = (isForm || searchParams.has('Action')) && (pathname === '/' || service === 'sqs');
  if (isQuery) return service === 'ec2' ? 'ec2-query' : 'query';
  return 'rest-json';
}

const SPECIFIC: ReadonlySet<Protocol> = new Set([
  ...(['query', 'ec2-query', 'rest-xml', 's3', 'rpc-v2-cbor'] as const),
]);

/** Whether no service of the stack has this protocol. */
export const isForeignProtocol = (protocol: Protocol): boolean => SPECIFIC.has(protocol);
