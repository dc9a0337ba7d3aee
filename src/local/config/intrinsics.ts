import { ACCOUNT, busArn, functionArn, queueArn, REGION, tableArn } from '../account.ts';
import { ConfigError, type Resolve } from './node.ts';

/** A CloudFormation resource of serverless.yml, or a function that the framework makes one of. */
export interface Resource {
  type: string;
  /** Its name in AWS, where it has a literal one. */
  name?: string;
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

type Attributes = (name: string) => Record<string, string>;

/** What Ref (under the key `Ref`) and GetAtt give for each type of resource that can be pointed at. */
const ATTRIBUTES: Record<string, Attributes> = {
  'AWS::SQS::Queue': (name) => ({
    Ref: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`,
    Arn: queueArn(name),
    QueueName: name,
  }),
  'AWS::DynamoDB::Table': (name) => ({ Ref: name, Arn: tableArn(name) }),
  'AWS::Events::EventBus': (name) => ({ Ref: name, Arn: busArn(name), Name: name }),
  'AWS::Lambda::Function': (name) => ({ Ref: name, Arn: functionArn(name) }),
};

/**
 * Makes the resolver of `Ref`, `Fn::GetAtt`, `Fn::Sub` and `Fn::Join` over the given resources.
 * It looks at one value at a time: members of an object are resolved when they are read.
 *
 * @throws ConfigError, when called, for any other intrinsic and for what points nowhere
 */
export function intrinsics(resources: Map<string, Resource>): Resolve {
  const attribute = (id: string, name: string, place: string): string => {
    const pseudo = name === 'Ref' ? PSEUDO[id] : undefined;
    if (pseudo !== undefined) return pseudo;
    const resource = resources.get(id);
    if (!resource) throw new ConfigError(place, `there is no resource ${id}`);
    const found = resource.name && ATTRIBUTES[resource.type]?.(resource.name)[name];
    if (found) return found;
    throw new ConfigError(place, `can't tell ${name} of ${id} (${resource.type}) on this machine`);
  };

  const substitute = (template: string, values: Record<string, unknown>, place: string): string =>
    template.replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in values) return text(values[name], place);
      const [id = '', ...path] = name.split('.');
      return attribute(id, path.join('.') || 'Ref', place);
    });

  const text = (value: unknown, place: string): string => {
    const resolved = resolve(value, place);
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new ConfigError(place, 'expected a text');
  };

  const functions: Record<string, (argument: unknown, place: string) => unknown> = {
    Ref: (id, place) => attribute(text(id, place), 'Ref', place),
    'Fn::GetAtt'(argument, place) {
      const parts = Array.isArray(argument)
        ? argument.map(String)
        : text(argument, place).split('.');
      const [id = '', ...path] = parts;
      return attribute(id, path.join('.'), place);
    },
    'Fn::Sub'(argument, place) {
      const [template, values = {}] = Array.isArray(argument) ? argument : [argument];
      return substitute(text(template, place), values, place);
    },
    'Fn::Join'(argument, place) {
      const [glue, parts] = Array.isArray(argument) ? argument : [];
      if (!Array.isArray(parts)) throw new ConfigError(place, 'Fn::Join expects [text, list]');
      return parts.map((part) => text(part, place)).join(text(glue, place));
    },
  };

  const resolve: Resolve = (value, place) => {
    const name = intrinsicName(value);
    if (name === undefined) return value;
    const run = functions[name];
    if (!run) throw new ConfigError(place, `the one-machine stack can't resolve ${name}`);
    return run((value as Record<string, unknown>)[name], place);
  };
  return resolve;
}

function intrinsicName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [key, ...more] = Object.keys(value);
  const intrinsic = key === 'Ref' || key === 'Condition' || key?.startsWith('Fn::');
  return intrinsic && more.length === 0 ? key : undefined;
}
