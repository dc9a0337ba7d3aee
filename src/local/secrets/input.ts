import { randomUUID } from 'node:crypto';
import { invalid } from './errors.ts';

type Input = Record<string, unknown>;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const TOKEN = /^[\s\S]{32,64}$/;
const MOST_VALUE_BYTES = 65_536;

/** @throws SecretsError InvalidParameterException for a member that is there and no text */
export function optionalString(input: Input, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${member} must be a text that is not empty.`);
}

export function requiredString(input: Input, member: string): string {
  const text = optionalString(input, member);
  if (text === undefined) throw invalid(`You must provide ${member}.`);
  return text;
}

export function readName(input: Input): string {
  const name = requiredString(input, 'Name');
  if (NAME.test(name)) return name;
  throw invalid(
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

/** A version that is to be made: its id, and its value. */
export interface NewVersion {
  id: string;
  value: string;
}

export function readVersion(input: Input): NewVersion {
  const id = optionalString(input, 'ClientRequestToken') ?? randomUUID();
  if (!TOKEN.test(id)) throw invalid('ClientRequestToken must be 32-64 characters long.');
  const value = requiredString(input, 'SecretString');
  if (Buffer.byteLength(value) > MOST_VALUE_BYTES)
    throw invalid(`SecretString must be at most ${MOST_VALUE_BYTES} bytes.`);
  return { id, value };
}
