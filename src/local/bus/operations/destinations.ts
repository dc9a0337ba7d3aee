import { randomUUID } from 'node:crypto';
import { apiDestinationArn, connectionArn } from '../../account.ts';
import { AwsError, type JsonObject } from '../../aws-json.ts';
import type { ApiDestination } from '../destinations/api-destinations.ts';
import {
  type Connection,
  describeAuthorization,
  readAuthorization,
} from '../destinations/connection.ts';
import { readEndpoint } from '../destinations/endpoint.ts';
import {
  NAME,
  notFound,
  oneOf,
  optionalNumber,
  optionalString,
  pageOf,
  requiredString,
} from '../members.ts';
import type { EventsApi, EventsOperation } from './operation.ts';

const METHODS = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'] as const;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const DEFAULT_RATE = 300;
const MAX_ENDPOINT = 2_048;
const MAX_DESCRIPTION = { max: 512 };

export const DESTINATION_OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  CreateConnection: createConnection,
  DescribeConnection: (api, input) => {
    const connection = connectionOf(api, requiredString(input, 'Name', NAME));
    return {
      ...shownConnection(connection),
      ...(connection.description !== undefined && { Description: connection.description }),
      AuthParameters: describeAuthorization(connection),
    };
  },
  ListConnections: ({ destinations }, input) => {
    const { page, next } = listed([...destinations.connections.values()], input);
    return { Connections: page.map(shownConnection), ...next };
  },
  DeleteConnection: (api, input) => {
    const connection = connectionOf(api, requiredString(input, 'Name', NAME));
    api.destinations.connections.delete(connection.name);
    return { ...shownConnection(connection), ConnectionState: 'DELETING' };
  },
  CreateApiDestination: createApiDestination,
  UpdateApiDestination: updateApiDestination,
  DescribeApiDestination: (api, input) => {
    const destination = destinationOf(api, input);
    const { description: Description } = destination;
    return { ...shown(api, destination), ...(Description !== undefined && { Description }) };
  },
  ListApiDestinations: (api, input) => {
    const { page, next } = listed([...api.destinations.destinations.values()], input);
    return { ApiDestinations: page.map((one) => shown(api, one)), ...next };
  },
  DeleteApiDestination: (api, input) => {
    api.destinations.destinations.delete(destinationOf(api, input).name);
    return {};
  },
};

function createConnection({ destinations, now }: EventsApi, input: JsonObject): object {
  const name = requiredString(input, 'Name', NAME);
  if (destinations.connections.has(name)) throw exists('Connection', name);
  const description = optionalString(input, 'Description', MAX_DESCRIPTION);
  const connection: Connection = {
    name,
    arn: connectionArn(name, randomUUID()),
    ...(description !== undefined && { description }),
    ...readAuthorization(input),
    createdAt: now(),
  };
  destinations.connections.set(name, connection);
  const { Name: _, AuthorizationType: __, ...answer } = shownConnection(connection);
  return answer;
}

function createApiDestination(api: EventsApi, input: JsonObject): object {
  const { destinations, now } = api;
  const name = requiredString(input, 'Name', NAME);
  if (destinations.destinations.has(name)) throw exists('ApiDestination', name);
  requiredString(input, 'ConnectionArn');
  requiredString(input, 'InvocationEndpoint');
  requiredString(input, 'HttpMethod');
  const at = now();
  const destination: ApiDestination = {
    ...{ name, arn: apiDestinationArn(name, randomUUID()), connection: '', endpoint: '' },
    ...{ method: 'POST', ratePerSecond: DEFAULT_RATE, createdAt: at, modifiedAt: at },
    ...changesOf(api, input),
  };
  destinations.destinations.set(name, destination);
  return stateOf(destination);
}

function updateApiDestination(api: EventsApi, input: JsonObject): object {
  const destination = destinationOf(api, input);
  const updated = { ...destination, ...changesOf(api, input), modifiedAt: api.now() };
  api.destinations.destinations.set(destination.name, updated);
  return stateOf(updated);
}

function changesOf(api: EventsApi, input: JsonObject): Partial<ApiDestination> {
  const arn = optionalString(input, 'ConnectionArn');
  const endpoint = optionalString(input, 'InvocationEndpoint', { max: MAX_ENDPOINT });
  const method = optionalString(input, 'HttpMethod');
  const description = optionalString(input, 'Description', MAX_DESCRIPTION);
  const rate = optionalNumber(input, 'InvocationRateLimitPerSecond', 1, DEFAULT_RATE);
  return {
    ...(arn !== undefined && { connection: connectionByArn(api, arn).name }),
    ...(endpoint !== undefined && { endpoint: readEndpoint(endpoint) }),
    ...(method !== undefined && { method: oneOf('HttpMethod', method, METHODS) }),
    ...(description !== undefined && { description }),
    ...(rate !== undefined && { ratePerSecond: rate }),
  };
}

const shownConnection = ({ name, arn, authorization, createdAt }: Connection) => ({
  ConnectionArn: arn,
  Name: name,
  ConnectionState: 'AUTHORIZED',
  AuthorizationType: authorization.type,
  CreationTime: createdAt / 1_000,
  LastModifiedTime: createdAt / 1_000,
  LastAuthorizedTime: createdAt / 1_000,
});

const stateOf = ({ arn, createdAt, modifiedAt }: ApiDestination) => ({
  ApiDestinationArn: arn,
  ApiDestinationState: 'ACTIVE',
  CreationTime: createdAt / 1_000,
  LastModifiedTime: modifiedAt / 1_000,
});

function shown({ destinations }: EventsApi, destination: ApiDestination) {
  const connection = destinations.connections.get(destination.connection);
  return {
    ...stateOf(destination),
    Name: destination.name,
    ...(connection && { ConnectionArn: connection.arn }),
    ApiDestinationState: connection ? 'ACTIVE' : 'INACTIVE',
    InvocationEndpoint: destination.endpoint,
    HttpMethod: destination.method,
    InvocationRateLimitPerSecond: destination.ratePerSecond,
  };
}

function listed<T extends { name: string }>(items: T[], input: JsonObject) {
  const prefix = optionalString(input, 'NamePrefix') ?? '';
  const found = items.filter(({ name }) => name.startsWith(prefix));
  return pageOf(found, ({ name }) => name, input);
}

function connectionOf({ destinations }: EventsApi, name: string): Connection {
  const found = destinations.connections.get(name);
  if (found) return found;
  throw notFound(`Connection '${name}' does not exist.`);
}

function connectionByArn({ destinations }: EventsApi, arn: string): Connection {
  const found = [...destinations.connections.values()].find((one) => one.arn === arn);
  if (found) return found;
  throw notFound(`Connection '${arn}' does not exist.`);
}

function destinationOf({ destinations }: EventsApi, input: JsonObject): ApiDestination {
  const name = requiredString(input, 'Name', NAME);
  const found = destinations.destinations.get(name);
  if (found) return found;
  throw notFound(`ApiDestination '${name}' does not exist.`);
}

const exists = (kind: string, name: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `${kind} '${name}' already exists.`);
