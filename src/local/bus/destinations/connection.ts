import {
  type AwsError,
  isJsonObject,
  type JsonObject,
  serializationError,
} from '../../aws-json.ts';
import { oneOf, optionalString, requiredString, validationError } from '../members.ts';
import { checkHeaderName, checkHeaderValue } from './header.ts';

/** How EventBridge authorizes the requests to an API destination, and what it adds to them. */
export interface Connection {
  name: string;
  arn: string;
  description?: string;
  authorization: Authorization;
  headers: readonly Parameter[];
  query: readonly Parameter[];
  body: readonly Parameter[];
  /** ms since the epoch */
  createdAt: number;
}

export type Authorization =
  | { type: 'BASIC'; username: string; password: string }
  | { type: 'API_KEY'; name: string; value: string };

export interface Parameter {
  key: string;
  value: string;
  isSecret: boolean;
}

const TYPES = ['BASIC', 'API_KEY', 'OAUTH_CLIENT_CREDENTIALS'] as const;

/**
 * Reads what CreateConnection says of authorization:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html
 */
export function readAuthorization(
  input: JsonObject,
): Pick<Connection, 'authorization' | 'headers' | 'query' | 'body'> {
  const type = oneOf('AuthorizationType', requiredString(input, 'AuthorizationType'), TYPES);
  const parameters = required(input, 'AuthParameters');
  const http = optional(parameters, 'InvocationHttpParameters') ?? {};
  return {
    authorization: authorizationOf(type, parameters),
    headers: checkedHeaders(parametersOf(http, 'HeaderParameters')),
    query: parametersOf(http, 'QueryStringParameters'),
    body: parametersOf(http, 'BodyParameters'),
  };
}

function authorizationOf(type: (typeof TYPES)[number], parameters: JsonObject): Authorization {
  if (type === 'BASIC') {
    const basic = required(parameters, 'BasicAuthParameters');
    const username = requiredString(basic, 'Username');
    return { type, username, password: requiredString(basic, 'Password') };
  }
  if (type === 'API_KEY') {
    const key = required(parameters, 'ApiKeyAuthParameters');
    const name = requiredString(key, 'ApiKeyName');
    const value = requiredString(key, 'ApiKeyValue');
    checkHeaderName('ApiKeyName', name);
    checkHeaderValue('ApiKeyValue', value);
    return { type, name, value };
  }
  throw validationError(
    'AuthorizationType: the one-machine stack has BASIC and API_KEY, not OAUTH_CLIENT_CREDENTIALS.',
  );
}

/** The parameters of a connection as DescribeConnection answers them: without secrets. */
export function describeAuthorization(connection: Connection): JsonObject {
  const { authorization, headers, query, body } = connection;
  const shown = {
    ...(headers.length > 0 && { HeaderParameters: headers.map(describe) }),
    ...(query.length > 0 && { QueryStringParameters: query.map(describe) }),
    ...(body.length > 0 && { BodyParameters: body.map(describe) }),
  };
  return {
    ...(authorization.type === 'BASIC'
      ? { BasicAuthParameters: { Username: authorization.username } }
      : { ApiKeyAuthParameters: { ApiKeyName: authorization.name } }),
    ...(Object.keys(shown).length > 0 && { InvocationHttpParameters: shown }),
  };
}

const describe = ({ key: Key, value: Value, isSecret: IsValueSecret }: Parameter): JsonObject => ({
  ...{ Key, IsValueSecret },
  ...(!IsValueSecret && { Value }),
});

function parametersOf(http: JsonObject, name: string): Parameter[] {
  const list = http[name] ?? [];
  if (!Array.isArray(list)) throw serializationError(`${name}: expected a list`);
  return list.map((one: unknown) => {
    if (!isJsonObject(one)) throw serializationError(`${name}: expected objects`);
    const { IsValueSecret = false } = one;
    if (typeof IsValueSecret !== 'boolean')
      throw serializationError(`${name}: expected IsValueSecret to be true or false`);
    const value = optionalString(one, 'Value') ?? '';
    return { key: requiredString(one, 'Key'), value, isSecret: IsValueSecret };
  });
}

function checkedHeaders(headers: Parameter[]): Parameter[] {
  for (const [index, { key, value }] of headers.entries()) {
    checkHeaderName(`HeaderParameters[${index}].Key`, key);
    checkHeaderValue(`HeaderParameters[${index}].Value`, value);
  }
  return headers;
}

function optional(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  throw serializationError(`${name}: expected an object`);
}

function required(input: JsonObject, name: string): JsonObject {
  const value = optional(input, name);
  if (value) return value;
  throw missing(name);
}

const missing = (name: string): AwsError => validationError(`Parameter ${name} is required.`);
