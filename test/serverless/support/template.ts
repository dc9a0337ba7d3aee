export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Properties;
}

/** The properties that tests look into, whatever the type of the resource. */
interface Properties {
  AssumeRolePolicyDocument: { Statement: unknown };
  DestinationConfig: { OnFailure: { Destination: unknown } };
  Dimensions: unknown;
  Environment: { Variables: Record<string, string> };
  EventBusName: string;
  EventPattern: unknown;
  FifoQueue: boolean;
  FunctionName: unknown;
  GlobalSecondaryIndexes: Index[];
  IntegrationUri: unknown;
  ManagedPolicyArns: unknown;
  MaximumEventAgeInSeconds: number;
  MaximumRetryAttempts: number;
  MetricName: string;
  Name: string;
  Namespace: string;
  PayloadFormatVersion: string;
  Policies: { PolicyDocument: { Statement: (Statement | ConditionalStatement)[] } }[];
  PolicyDocument: { Statement: Statement[] };
  Qualifier: string;
  QueueName: string;
  RetentionInDays: number;
  Role: unknown;
  AuthorizationType: string;
  RouteKey: string;
  ScheduleExpression: string;
  State: string;
  /** Of an EventBusPolicy. */
  Statement: Statement;
  Target: { 'Fn::Join': [string, [string, { Ref: string }]] };
  Targets: Target[];
  Timeout: number;
}

interface Target {
  Arn: unknown;
  DeadLetterConfig: { Arn: unknown };
  RetryPolicy: { MaximumEventAgeInSeconds: number };
}

interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: unknown;
}

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

interface ConditionalStatement {
  'Fn::If': [condition: string, Statement, unknown];
}

/** A CloudFormation template that `serverless package` has made. */
export class Template {
  readonly resources: Record<string, Resource>;
  private readonly conditions: Record<string, unknown>;

  /** @param json the template */
  constructor(json: string) {
    const { Resources, Conditions = {} } = JSON.parse(json);
    this.resources = Resources;
    this.conditions = Conditions;
  }

  /** Whether a condition holds: all of ours say that a setting is not empty. */
  holds(name: string): boolean {
    const setting = this.conditions[name] as { 'Fn::Not': [{ 'Fn::Equals': [string, ''] }] };
    return setting['Fn::Not'][0]['Fn::Equals'][0] !== '';
  }

  get(id: string): Resource {
    const resource = this.resources[id];
    if (!resource) throw new Error(`the template has no resource ${id}`);
    return resource;
  }

  /** All resources of a type, by logical id. */
  all(type: string): [string, Resource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type);
  }

  function(name: string): Resource {
    return this.get(`${logicalId(name)}LambdaFunction`);
  }

  /** The rule that calls a function. */
  rule(name: string): Resource {
    const calls = ({ Properties }: Resource) =>
      pointsTo(Properties.Targets[0]?.Arn) === `${logicalId(name)}LambdaFunction`;
    const found = this.all('AWS::Events::Rule').find(([, rule]) => calls(rule));
    if (!found) throw new Error(`no rule calls ${name}`);
    return found[1];
  }

  /** What a function's role allows, one line for each action on each resource, but for its logs. */
  allowed(name: string): string[] {
    const role = this.get(pointsTo(this.function(name).Properties.Role));
    const [logs, ...statements] = role.Properties.Policies.flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const ownLogs = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] };
    const logGroup = { 'Fn::GetAtt': [`${logicalId(name)}LogGroup`, 'Arn'] };
    if (JSON.stringify(logs) !== JSON.stringify({ ...ownLogs, Resource: logGroup })) {
      throw new Error(`the first statement of ${name}'s role is not about its own logs`);
    }
    return statements.flatMap(allowances);
  }
}

export const logicalId = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The logical id in `Fn::GetAtt: [id, Arn]`, or what is left of an ARN in `Fn::Sub`; `*` stays. */
export function pointsTo(value: unknown): string {
  if (value === '*') return value;
  const { 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value as Record<string, unknown>;
  if (Array.isArray(attribute) && attribute[1] === 'Arn') return attribute[0];
  const [template, { Name }] = Array.isArray(text) ? text : [text, {}];
  if (typeof template === 'string')
    return template
      .replace(ACCOUNT_PART, '')
      .replace(/^\$\{Table\.Arn\}/, 'Table')
      .replace(/\$\{Name\}/, Name && '<keySecrets>');
  throw new Error(`not an ARN of our own: ${JSON.stringify(value)}`);
}

const ACCOUNT_PART = /^arn:\$\{AWS::Partition\}:[a-z]+:\$\{AWS::Region\}:\$\{AWS::AccountId\}:/;

/** A statement, or one that is there only under a condition of the template. */
function allowances(statement: Statement | ConditionalStatement): string[] {
  if (!('Fn::If' in statement)) return allowancesOf(statement);
  const [name, given] = statement['Fn::If'];
  return allowancesOf(given).map((line) => `${line} when ${name}`);
}

function allowancesOf({ Effect, Action, Resource, Condition }: Statement): string[] {
  if (Effect !== 'Allow') throw new Error(`a statement that is no Allow: ${Effect}`);
  const condition = Condition ? ` if ${conditions(Condition).join(' and ')}` : '';
  return [Action]
    .flat()
    .flatMap((action) =>
      [Resource].flat().map((resource) => `${action} ${pointsTo(resource)}${condition}`),
    );
}

function conditions(condition: Record<string, Record<string, unknown>>): string[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, value]) =>
        `${operator} ${key.replace('aws:ResourceTag/', '')}=${[value].flat().map(textOf).join(' or ')}`,
    ),
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : pointsTo(value));
