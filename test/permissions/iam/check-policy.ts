import type { PolicyStatement } from '../../../src/simulator/index.ts';
import { overlap } from './globs.ts';
import { GLOBAL_KEYS, type ServiceAuthorization, type ServiceReference } from './reference.ts';

/** The types of values that an operator compares: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: readonly [RegExp, string[]][] = [
  [/^Null$/, ['String', 'ARN', 'Bool', 'Numeric', 'Date']],
  [/^(Arn)(Not)?(Equals|Like)(IfExists)?$/, ['ARN']],
  [/^String(Not)?(Equals|EqualsIgnoreCase|Like)(IfExists)?$/, ['String', 'ARN']],
  [/^Bool(IfExists)?$/, ['Bool']],
  [/^Numeric\w+$/, ['Numeric']],
  [/^Date\w+$/, ['Date']],
];
/** A form's variables stand for any characters; ours are always in this account and region. */
const RESOURCE_PART = 5;
const VARIABLE = /\$\{\w+\}/g;

/**
 * Checks a policy against the Service Authorization Reference: actions, forms of ARNs, condition keys.
 *
 * @param statements with all references resolved
 * @returns one sentence for each problem
 */
export function policyProblems(
  statements: readonly PolicyStatement[],
  reference: ServiceAuthorization,
): string[] {
  return [
    ...statements.flatMap((statement) =>
      listOf(statement.Action).flatMap((action) => actionProblems(action, statement, reference)),
    ),
    ...missingResources(statements, reference),
  ];
}

function actionProblems(
  action: string,
  { Resource, Condition = {} }: PolicyStatement,
  { services }: ServiceAuthorization,
): string[] {
  const [prefix = '', name = ''] = action.split(':');
  const service = services[prefix];
  if (!service) return [`${action}: service-authorization.json has no service ${prefix}`];
  const found = service.actions[name];
  if (!found) return [`${action}: there is no such action`];
  const types = found.resources.map((type) => type.replace('?', ''));
  const keys = [
    ...found.conditionKeys,
    ...types.flatMap((type) => service.resources[type]?.conditionKeys ?? []),
  ];
  return [
    ...listOf(Resource).flatMap((arn) => resourceProblems(action, arn, types, service)),
    ...Object.entries(Condition).flatMap(([operator, wanted]) =>
      Object.keys(wanted).flatMap((key) => keyProblems(action, { operator, key, keys }, service)),
    ),
  ];
}

function resourceProblems(
  action: string,
  arn: string,
  types: readonly string[],
  service: ServiceReference,
): string[] {
  if (types.length === 0) {
    return arn === '*' ? [] : [`${action}: expected the resource *, received ${arn}`];
  }
  if (arn === '*') return [`${action}: expected an ARN (${types.join(', ')}), received *`];
  if (types.some((type) => fits(arn, type, service))) return [];
  return [`${action}: expected the ARN of a ${types.join(' or ')}, received ${arn}`];
}

/** IAM compares ARNs part by part: partition, service, region, account, and the resource, which may contain colons. */
function fits(arn: string, type: string, { resources }: ServiceReference): boolean {
  const form = partsOf(resources[type]?.arn.replaceAll(VARIABLE, '*') ?? '');
  return partsOf(arn).every((part, i) => overlap(part, form[i] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, RESOURCE_PART), parts.slice(RESOURCE_PART).join(':')];
}

interface ConditionUse {
  operator: string;
  key: string;
  /** The keys that the action or its resources support. */
  keys: readonly string[];
}

function keyProblems(
  action: string,
  { operator, key, keys }: ConditionUse,
  service: ServiceReference,
): string[] {
  const name = keys.find((one) => overlap(one.replaceAll(VARIABLE, '*'), key)) ?? key;
  const supported = keys.includes(name) || name in GLOBAL_KEYS;
  if (!supported) return [`${action}: does not support the condition key ${key}`];
  const type = GLOBAL_KEYS[name] ?? service.conditionKeys[name] ?? 'String';
  const [, base = ''] = /^(?:For(?:Any|All)Values?:)?(\w+)$/.exec(operator) ?? [];
  const accepted = OPERATORS.find(([pattern]) => pattern.test(base))?.[1] ?? [];
  return accepted.includes(type.replace('ArrayOf', ''))
    ? []
    : [`${action}: ${operator} does not compare ${key}, which is of type ${type}`];
}

/** IAM authorises an action on each type of resource that it requires. */
function missingResources(
  statements: readonly PolicyStatement[],
  { services }: ServiceAuthorization,
): string[] {
  const actions = new Set(statements.flatMap(({ Action }) => listOf(Action)));
  return [...actions].flatMap((action) => {
    const [prefix = '', name = ''] = action.split(':');
    const service = services[prefix];
    const required = service?.actions[name]?.resources.filter((type) => !type.endsWith('?')) ?? [];
    const arns = statements
      .filter((statement) => listOf(statement.Action).includes(action))
      .flatMap(({ Resource }) => listOf(Resource));
    return required
      .filter((type) => service && !arns.some((arn) => fits(arn, type, service)))
      .map((type) => `${action}: is not allowed on any ${type}, which it requires`);
  });
}

const listOf = (value: string | string[] | undefined): string[] => [value ?? []].flat();
