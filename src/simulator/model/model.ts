import { readFileSync } from 'node:fs';

/** A shape of the service model, as botocore publishes it. */
export interface Shape {
  type: string;
  members?: Record<string, Member>;
  required?: string[];
  /** The element of a list. */
  member?: Member;
  /** Key and value of a map. */
  key?: Member;
  value?: Member;
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
  sensitive?: boolean;
  error?: { httpStatusCode: number };
}

export interface Member {
  shape: string;
  /** The part of the HTTP request that holds the member; absent for the body. */
  location?: string;
  locationName?: string;
}

export interface OperationModel {
  name: string;
  http: { method: string; requestUri: string; responseCode: number };
  input: { shape: string };
  output?: { shape: string };
  errors: { shape: string }[];
}

export interface ServiceModel {
  metadata: { apiVersion: string; serviceFullName: string };
  operations: Record<string, OperationModel>;
  shapes: Record<string, Shape>;
}

/**
 * The published pattern of ResourceArn allows only one character for the resource type, so it matches no
 * ARN.
 */
const RESOURCE_ARN_PATTERN = 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+';

/**
 * The published enum of TranscodePreset lacks the empty string, which requests may have and which channels of
 * the types BASIC and STANDARD always have.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ivs-channel.html
 */
const NO_PRESET = '';

function readModel(): ServiceModel {
  const path = new URL('./ivs-model.json', import.meta.url);
  const published: ServiceModel = JSON.parse(readFileSync(path, 'utf8'));
  const { ResourceArn: arn, TranscodePreset: preset, ...others } = published.shapes;
  if (!arn || !preset?.enum)
    throw new Error('the service model lacks ResourceArn or TranscodePreset');
  const corrected = {
    ResourceArn: { ...arn, pattern: RESOURCE_ARN_PATTERN },
    TranscodePreset: { ...preset, enum: [...preset.enum, NO_PRESET] },
  };
  return { ...published, shapes: { ...others, ...corrected } };
}

/** The service model of IVS as published by botocore, with its two wrong shapes corrected. */
export const model: ServiceModel = readModel();

/** @throws Error if the model does not have it */
export function shapeOf(name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

/** @throws Error if the model does not have it */
export function operationOf(name: string): OperationModel {
  const operation = model.operations[name];
  if (!operation) throw new Error(`the service model has no operation ${name}`);
  return operation;
}
