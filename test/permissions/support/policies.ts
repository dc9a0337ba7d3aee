import { functionAccessKey } from '../../../src/local/account.ts';
import type { PolicyDocument, PolicyStatement } from '../../../src/simulator/index.ts';
import { pointsTo, type Template } from '../../serverless/support/template.ts';

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-west-2',
  'AWS::AccountId': '123456789012',
};
const ACCOUNT = 'us-west-2:123456789012';
/** How to make the ARN of a resource from the property that holds its name. */
const ARNS: Record<string, { property: string; arn: (name: string) => string }> = {
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    arn: (name) => `arn:aws:dynamodb:${ACCOUNT}:table/${name}`,
  },
  'AWS::SQS::Queue': { property: 'QueueName', arn: (name) => `arn:aws:sqs:${ACCOUNT}:${name}` },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    arn: (name) => `arn:aws:lambda:${ACCOUNT}:function:${name}`,
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    arn: (name) => `arn:aws:logs:${ACCOUNT}:log-group:${name}:*`,
  },
};

/**
 * The policies of the functions' roles in the form that the simulator expects: by the access key id of the
 * function, with every reference resolved as CloudFormation does it.
 */
export function policiesOf(
  template: Template,
  functions: string[],
): Record<string, PolicyDocument> {
  return Object.fromEntries(
    functions.map((name) => {
      const role = template.get(pointsTo(template.function(name).Properties.Role));
      const statements = role.Properties.Policies.flatMap(
        ({ PolicyDocument }) => PolicyDocument.Statement,
      );
      const Statement = resolve(statements, template) as PolicyStatement[];
      return [functionAccessKey(name), { Version: '2012-10-17', Statement }];
    }),
  );
}

/** A value of the template with its references resolved as CloudFormation does it. */
export function resolve(value: unknown, template: Template): unknown {
  if (Array.isArray(value))
    return value.map((each) => resolve(each, template)).filter((each) => each !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const known = value as Record<string, unknown>;
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::If': choice } = known;
  if (known.Ref === 'AWS::NoValue') return NO_VALUE;
  if (Array.isArray(choice))
    return resolve(choice[template.holds(String(choice[0])) ? 1 : 2], template);
  if (Array.isArray(attribute)) return attributeOf(attribute.join('.'), template);
  if (Array.isArray(text)) return substitute(String(text[0]), template, named(text[1], template));
  if (typeof text === 'string') return substitute(text, template);
  if ('Fn::Join' in known) return join(known as unknown as Join);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, resolve(member, template)]),
  );
}

const NO_VALUE = Symbol('AWS::NoValue');

interface Join {
  'Fn::Join': [delimiter: string, { 'Fn::Split': [delimiter: string, text: string] }];
}

const join = ({ 'Fn::Join': [delimiter, list] }: Join): string =>
  list['Fn::Split'][1].split(list['Fn::Split'][0]).join(delimiter);

/** The names that a Fn::Sub defines itself. */
const named = (names: unknown, template: Template): Record<string, string> =>
  resolve(names, template) as Record<string, string>;

const substitute = (text: string, template: Template, names: Record<string, string> = {}): string =>
  text.replace(
    /\$\{([^}]+)\}/g,
    (_, name: string) => names[name] ?? PSEUDO_PARAMETERS[name] ?? attributeOf(name, template),
  );

/** `<logical id>.Arn` */
function attributeOf(path: string, template: Template): string {
  const [id = '', attribute] = path.split('.');
  const { Type, Properties } = template.get(id);
  const { property, arn } = ARNS[Type] ?? {};
  const name = property && (Properties as unknown as Record<string, unknown>)[property];
  if (attribute === 'Arn' && arn && typeof name === 'string') return arn(name);
  throw new Error(`cannot resolve ${path}: unknown attribute of ${Type}`);
}
