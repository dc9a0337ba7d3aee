import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { openEntry } from '../../../src/local/cache/cache.ts';

/** What CloudFormation's resource specifications say about some types. */
export interface Specification {
  /** By type, such as `AWS::SQS::Queue`. A type that does not exist is missing. */
  resources: Record<string, ResourceType>;
  /** The types of properties that are objects, by an id. */
  types: Record<string, { name: string; properties: Record<string, Property> }>;
}

export interface ResourceType {
  properties: Record<string, Property>;
  /** What Fn::GetAtt accepts. */
  attributes: string[];
  /** The properties whose values Ref returns. */
  ref: string[];
}

export interface Property {
  required: boolean;
  /** A value must have one of these types. */
  types: PropertyType[];
  /** Which attributes of which resources a reference may have as its target; empty if that is not specified. */
  refersTo: { cloudFormationType: string; propertyName: string }[];
}

export type PropertyType =
  | { type: 'string' | 'integer'; allowedValues?: (string | number)[] }
  | { type: 'number' | 'boolean' | 'json' | 'date-time' | 'null' | 'tag' }
  | { type: 'array' | 'map'; element: PropertyType }
  | { type: 'union'; types: PropertyType[] }
  | { type: 'object'; id: string };

const PROGRAM = resolve('test/serverless/cloudformation/extract-specification.mjs');
const PACKAGE = resolve('node_modules/@aws-cdk/aws-service-spec/package.json');

/** Reads the specifications of these types from @aws-cdk/aws-service-spec. They are cached in .build/cache. */
export async function readSpecification(types: readonly string[]): Promise<Specification> {
  const sorted = [...new Set(types)].sort();
  const options = { directory: resolve('.'), kind: 'specification', inputs: [PROGRAM, PACKAGE] };
  const entry = openEntry({ ...options, also: sorted });
  const stored = entry.read();
  if (stored) return stored.value as Specification;
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...sorted], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const value = JSON.parse(stdout) as Specification;
  entry.write({ value });
  return value;
}
