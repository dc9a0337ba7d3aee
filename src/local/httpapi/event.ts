import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { urlOf } from '../../http/respond.ts';
import { ACCOUNT } from '../account.ts';
import type { RouteMatch } from './routes.ts';

const API_ID = 'local';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Content types whose bodies stay text. Bodies of other types become base64. */
const TEXT_TYPES =
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)|[^;]*\+(json|xml))/;

/**
 * The event of an HTTP API integration, payload format 2.0:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(
  request: IncomingMessage,
  body: Buffer,
  match: RouteMatch,
  { at, accessKey }: { at: number; accessKey: string | undefined },
): object {
  const url = urlOf(request);
  const { pathParameters = {} } = match;
  const { cookie, ...headers } = joinedHeaders(request);
  const text = TEXT_TYPES.test(headers['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers,
    ...(url.search.length > 1 && { queryStringParameters: joinedQuery(url.searchParams) }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: API_ID,
      ...(match.route.authorization === 'iam' && { authorizer: { iam: identity(accessKey) } }),
      domainName: headers.host ?? '',
      domainPrefix: API_ID,
      http: {
        method: request.method ?? '',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.routeKey,
      stage: '$default',
      time: accessLogTime(at),
      timeEpoch: at,
    },
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct);
  return Object.fromEntries(entries.map(([name, values = []]) => [name, values.join(',')]));
}

function joinedQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => [key, query.getAll(key).join(',')]),
  );
}

/** The signature is not verified, so every caller counts as the root user of the account. */
const identity = (accessKey = ''): object => ({
  accessKey,
  accountId: ACCOUNT,
  callerId: ACCOUNT,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
});

/** `21/Nov/2026:12:00:00 +0000` */
function accessLogTime(at: number): string {
  const date = new Date(at);
  const iso = date.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[date.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
