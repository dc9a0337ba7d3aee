import { LIMITS } from './limits.ts';
import { findCycle, type Reference, referencesIn } from './references.ts';
import type { Property, Specification } from './specification.ts';
import {
  type CloudFormationTemplate,
  type Fields,
  intrinsicOf,
  isObject,
  type TemplateResource,
} from './template.ts';
import { ValueCheck } from './values.ts';

const PSEUDO_PARAMETERS = [
  ...['AccountId', 'Region', 'Partition', 'URLSuffix', 'StackName', 'StackId', 'NoValue'],
].map((name) => `AWS::${name}`);
const RESOURCE_MEMBERS = [
  ...['Type', 'Properties', 'DependsOn', 'Condition', 'Metadata'],
  ...['DeletionPolicy', 'UpdateReplacePolicy', 'CreationPolicy', 'UpdatePolicy'],
];
const DELETION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 1_048_576;
const MOST_RESOURCES = 500;

/**
 * Checks a template against the resource specifications, as CloudFormation would.
 *
 * @returns one sentence for each problem, with its place in the template
 */
export function templateProblems(
  template: CloudFormationTemplate,
  specification: Specification,
): string[] {
  const cycle = findCycle(template);
  return [
    ...sizeProblems(template),
    ...Object.entries(template.Resources).flatMap(([id, resource]) =>
      resourceProblems(id, resource, specification),
    ),
    ...referenceProblems(template, specification),
    ...exportProblems(template),
    ...(cycle ? [`Resources: a cycle: ${cycle.join(' -> ')}`] : []),
  ];
}

function sizeProblems(template: CloudFormationTemplate): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(template));
  const count = Object.keys(template.Resources).length;
  return [
    ...(bytes > MOST_BYTES ? [`the template has ${bytes} bytes, more than ${MOST_BYTES}`] : []),
    ...(count > MOST_RESOURCES ? [`${count} resources are more than ${MOST_RESOURCES}`] : []),
  ];
}

function resourceProblems(
  id: string,
  resource: TemplateResource,
  specification: Specification,
): string[] {
  const path = `Resources.${id}`;
  const { Type, Properties = {} } = resource;
  const type = specification.resources[Type];
  if (!type) return [`${path}.Type: there is no type ${Type}`];
  return [
    ...(/^[A-Za-z0-9]{1,255}$/.test(id) ? [] : [`${path}: expected letters and digits only`]),
    ...Object.keys(resource)
      .filter((member) => !RESOURCE_MEMBERS.includes(member))
      .map((member) => `${path}.${member}: a resource has no such member`),
    ...[resource.DeletionPolicy, resource.UpdateReplacePolicy]
      .filter((policy) => policy !== undefined && !DELETION_POLICIES.includes(policy))
      .map((policy) => `${path}: there is no policy ${policy}`),
    ...new ValueCheck(specification).object(Properties, type.properties, `${path}.Properties`),
    ...limitProblems(Properties, Type, `${path}.Properties`),
  ];
}

/** Compares values with `LIMITS`, which have no lists of their own: `name` has `[]` for each element. */
function limitProblems(value: unknown, name: string, path: string): string[] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return [];
  const limit = LIMITS[name];
  const own =
    limit && !limit.accepts(value)
      ? [`${path}: expected ${limit.expected}, received ${JSON.stringify(value)}`]
      : [];
  if (Array.isArray(value)) {
    const inner = value.flatMap((one, i) => limitProblems(one, `${name}[]`, `${path}[${i}]`));
    return [...own, ...inner];
  }
  if (!isObject(value)) return own;
  const inner = Object.entries(value).flatMap(([key, one]) =>
    limitProblems(one, `${name}.${key}`, `${path}.${key}`),
  );
  return [...own, ...inner];
}

function referenceProblems(
  template: CloudFormationTemplate,
  specification: Specification,
): string[] {
  const { Resources, Conditions = {}, Outputs = {} } = template;
  const problem = ({ path, kind, target, attribute }: Reference): string[] => {
    if (kind === 'condition') {
      return target in Conditions ? [] : [`${path}: there is no condition ${target}`];
    }
    if (kind === 'ref' && PSEUDO_PARAMETERS.includes(target)) return [];
    const type = Resources[target]?.Type;
    if (type === undefined) return [`${path}: there is no resource ${target}`];
    const attributes = specification.resources[type]?.attributes ?? [];
    if (attribute === undefined || attributes.includes(attribute)) return [];
    return [`${path}: ${target} (${type}) has no attribute ${attribute}`];
  };
  const dependencies = Object.entries(Resources).flatMap(([id, { DependsOn = [], Condition }]) => [
    ...[DependsOn]
      .flat()
      .map((target) => ({ path: `Resources.${id}.DependsOn`, kind: 'ref', target })),
    ...(Condition ? [{ path: `Resources.${id}`, kind: 'condition', target: Condition }] : []),
  ]) as Reference[];
  return [
    ...dependencies.flatMap(problem),
    ...referencesIn({ Resources, Outputs }, 'template').flatMap(problem),
    ...Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
      targetProblems(Properties, specification.resources[Type]?.properties ?? {}, {
        ...{ path: `Resources.${id}.Properties`, template, specification },
      }),
    ),
    // Conditions are evaluated before there are resources.
    ...referencesIn(Conditions, 'Conditions')
      .filter(({ target }) => target in Resources)
      .map(({ path }) => `${path}: a condition cannot refer to a resource`),
  ];
}

interface TargetContext {
  path: string;
  template: CloudFormationTemplate;
  specification: Specification;
}

/** References that name a resource of another type than the property expects: a role's name where its ARN belongs. */
function targetProblems(
  value: Fields,
  properties: Record<string, Property>,
  context: TargetContext,
): string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const { refersTo = [] } = properties[name] ?? {};
    const [reference, ...others] = intrinsicOf(member) ? referencesIn(member, '') : [];
    const direct = reference && others.length === 0 && intrinsicOf(member)?.[0] !== 'Fn::Sub';
    if (!direct || refersTo.length === 0) return [];
    const { Type = '' } = context.template.Resources[reference.target] ?? {};
    const returned = reference.attribute
      ? [reference.attribute]
      : (context.specification.resources[Type]?.ref ?? []);
    const fits = refersTo.some(
      ({ cloudFormationType, propertyName }) =>
        cloudFormationType === Type && returned.includes(propertyName),
    );
    const expected = refersTo.map((one) => `${one.cloudFormationType}.${one.propertyName}`);
    const received = `${Type}.${returned.join('|')}`;
    return fits
      ? []
      : [`${context.path}.${name}: expected ${expected.join(' or ')}, received ${received}`];
  });
}

function exportProblems({ Outputs = {} }: CloudFormationTemplate): string[] {
  const names = Object.values(Outputs).flatMap((output) => output.Export?.Name ?? []);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return twice.map((name) => `Outputs: ${JSON.stringify(name)} is exported twice`);
}
