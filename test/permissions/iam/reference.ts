import { readFileSync } from 'node:fs';

/** AWS's Service Authorization Reference for the services that we use. extract.mjs writes it. */
export interface ServiceAuthorization {
  services: Record<string, ServiceReference>;
}

export interface ServiceReference {
  actions: Record<string, ActionReference>;
  /** The forms of ARNs, such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
  resources: Record<string, { arn: string; conditionKeys: string[] }>;
  /** The type of each condition key: `String`, `ARN`, `Bool`, … */
  conditionKeys: Record<string, string>;
}

export interface ActionReference {
  /** The types of resources, with `?` if the action can do without; empty: the action accepts only `*`. */
  resources: string[];
  conditionKeys: string[];
}

const FILE = new URL('service-authorization.json', import.meta.url);

export function readReference(): ServiceAuthorization {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export const GLOBAL_KEYS: Readonly<Record<string, string>> = {
  'aws:PrincipalAccount': 'String',
  'aws:PrincipalArn': 'ARN',
  'aws:RequestedRegion': 'String',
  'aws:SecureTransport': 'Bool',
  'aws:SourceAccount': 'String',
  'aws:SourceArn': 'ARN',
};
