import { JsonError, parseJson } from '../../../http/json.ts';
import { isJsonObject } from '../../aws-json.ts';
import type { HttpParameters } from '../created/rule.ts';
import type { ApiDestination } from './api-destinations.ts';
import type { Connection, Parameter } from './connection.ts';

/** A request to an API destination. */
export interface HttpRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html */
const HEADERS = {
  'user-agent': 'Amazon/EventBridge/ApiDestinations',
  'content-type': 'application/json; charset=utf-8',
  range: 'bytes=0-1048575',
};

/**
 * The request that EventBridge sends for an event. Where target and connection name the same header or query
 * parameter, the connection's value counts.
 */
export function requestFor(
  { endpoint, method }: Pick<ApiDestination, 'endpoint' | 'method'>,
  connection: Pick<Connection, 'authorization' | 'headers' | 'query' | 'body'>,
  http: HttpParameters,
  payload: string,
): HttpRequest {
  const query = { ...http.query, ...valuesOf(connection.query) };
  return {
    url: urlOf(endpoint, http.path, query),
    method,
    headers: lowerCase({
      ...HEADERS,
      ...http.headers,
      ...valuesOf(connection.headers),
      ...authorizationHeader(connection.authorization),
    }),
    body: withBodyParameters(payload, connection.body),
  };
}

function urlOf(
  endpoint: string,
  path: readonly string[],
  query: Readonly<Record<string, string>>,
): string {
  const values = [...path];
  const url = new URL(endpoint.replaceAll('*', () => encodeURIComponent(values.shift() ?? '*')));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function authorizationHeader(authorization: Connection['authorization']): Record<string, string> {
  if (authorization.type === 'API_KEY') return { [authorization.name]: authorization.value };
  const { username, password } = authorization;
  const text = Buffer.from(`${username}:${password}`).toString('base64');
  return { authorization: `Basic ${text}` };
}

/** Adds the connection's body parameters to a JSON object; any other body stays. */
function withBodyParameters(payload: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return payload;
  const body = parsed(payload);
  return isJsonObject(body) ? JSON.stringify({ ...body, ...valuesOf(parameters) }) : payload;
}

function parsed(payload: string): unknown {
  try {
    return parseJson(payload);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

const valuesOf = (parameters: readonly Parameter[]): Record<string, string> =>
  Object.fromEntries(parameters.map(({ key, value }) => [key, value]));

/** Later spellings of a name replace earlier ones. */
const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
