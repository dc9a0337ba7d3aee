import { ACCOUNT, busArn, functionArn, queueArn, REGION, tableArn } from '../account.ts';
import { ConfigError, type Resolve } from './config-node.ts';

/** A CloudFormation resource of serverless.yml, or one that the framework makes of a function. */
export interface Resource {
  type: string;
  /** Its name in AWS, if serverless.yml gives one. */
  name?: string;
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

type ResourceAttributes = (name: string) => Record<string, string>;

/** The results of Ref (under `Ref`) and Fn::GetAtt for each type of resource that has them. */
const ATTRIBUTES: Record<string, ResourceAttributes> = {
  'AWS::SQS::Queue': (name) => ({
    Ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
    Arn: queueArn(name),
    QueueName: name,
  }),
  'AWS::DynamoDB::Table': (name) => ({ Ref: name, Arn: tableArn(name) }),
  'AWS::Events::EventBus': (name) => ({ Ref: name, Arn: busArn(name), Name: name }),
  'AWS::Lambda::Function': (name) => ({ Ref: name, Arn: functionArn(name) }),
};

/** The functions of which conditions are made. */
function conditionFunctions(resolve: Resolve) {
  const all = (argument: unknown, path: string): unknown[] => {
    if (!Array.isArray(argument)) throw new ConfigError(path, 'expected a list');
    return argument.map((one) => resolve(one, path));
  };
  return {
    'Fn::Equals'(argument: unknown, path: string) {
      const [one, other] = all(argument, path);
      return String(one) === String(other);
    },
    'Fn::Not': (argument: unknown, path: string) => all(argument, path)[0] === false,
    'Fn::And': (argument: unknown, path: string) =>
      all(argument, path).every((one) => one === true),
    'Fn::Or': (argument: unknown, path: string) => all(argument, path).some((one) => one === true),
  };
}

/**
 * Makes the resolver of `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join` and of conditions over the given resources.
 * It resolves one value at a time: members of an object are resolved when they are read.
 *
 * The resolver throws ConfigError for another intrinsic function, and for a reference to no resource.
 */
export function intrinsics(resources: Map<string, Resource>): Resolve {
  const attribute = (id: string, name: string, path: string): string => {
    const pseudo = name === 'Ref' ? PSEUDO[id] : undefined;
    if (pseudo !== undefined) return pseudo;
    const resource = resources.get(id);
    if (!resource) throw new ConfigError(path, `there is no resource ${id}`);
    const found = resource.name && ATTRIBUTES[resource.type]?.(resource.name)[name];
    if (found) return found;
    throw new ConfigError(path, `${name} of ${id} (${resource.type}) is not known on one machine`);
  };

  const substitute = (template: string, values: Record<string, unknown>, path: string): string =>
    template.replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in values) return stringOf(values[name], path);
      const [id = '', ...attributePath] = name.split('.');
      return attribute(id, attributePath.join('.') || 'Ref', path);
    });

  const stringOf = (value: unknown, path: string): string => {
    const resolved = resolve(value, path);
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new ConfigError(path, 'expected a string');
  };

  const functions: Record<string, (argument: unknown, path: string) => unknown> = {
    Ref: (id, path) => attribute(stringOf(id, path), 'Ref', path),
    'Fn::GetAtt'(argument, path) {
      const parts = Array.isArray(argument)
        ? argument.map(String)
        : stringOf(argument, path).split('.');
      const [id = '', ...attributePath] = parts;
      return attribute(id, attributePath.join('.'), path);
    },
    'Fn::Sub'(argument, path) {
      const [template, values = {}] = Array.isArray(argument) ? argument : [argument];
      return substitute(stringOf(template, path), values, path);
    },
    'Fn::Join'(argument, path) {
      const [separator, parts] = Array.isArray(argument) ? argument : [];
      if (!Array.isArray(parts)) throw new ConfigError(path, 'Fn::Join expects [string, list]');
      return parts.map((part) => stringOf(part, path)).join(stringOf(separator, path));
    },
  };

  Object.assign(
    functions,
    conditionFunctions((value, path) => resolve(value, path)),
  );

  const resolve: Resolve = (value, path) => {
    const name = intrinsicName(value);
    if (name === undefined) return value;
    const run = functions[name];
    if (!run) throw new ConfigError(path, `the one-machine stack does not support ${name}`);
    return run((value as Record<string, unknown>)[name], path);
  };
  return resolve;
}

function intrinsicName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [key, ...more] = Object.keys(value);
  const intrinsic = key === 'Ref' || key === 'Condition' || key?.startsWith('Fn::');
  return intrinsic && more.length === 0 ? key : undefined;
}
