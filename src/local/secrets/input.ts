import type { JsonObject } from '../aws-json.ts';
import { invalid } from './errors.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const TOKEN = /^[\s\S]{32,64}$/;
const MAX_VALUE_BYTES = 65_536;

/** Readers of one member of a request. They throw SecretsError if the member is missing or wrong. */
export function optionalString(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${member} must be a non-empty string.`);
}

export function requiredString(input: JsonObject, member: string): string {
  const value = optionalString(input, member);
  if (value === undefined) throw invalid(`You must provide ${member}.`);
  return value;
}

export function readName(input: JsonObject): string {
  const name = requiredString(input, 'Name');
  if (NAME.test(name)) return name;
  throw invalid(
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

/** The version that a request adds to a secret. */
export interface NewVersion {
  id: string;
  value: string;
}

/** @param newId makes the id of a version whose request has none: a UUID, as the SDK does */
export function readVersion(input: JsonObject, newId: () => string): NewVersion {
  const id = optionalString(input, 'ClientRequestToken') ?? newId();
  if (!TOKEN.test(id)) throw invalid('ClientRequestToken must be 32-64 characters long.');
  const value = requiredString(input, 'SecretString');
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES)
    throw invalid(`SecretString must be at most ${MAX_VALUE_BYTES} bytes.`);
  return { id, value };
}
