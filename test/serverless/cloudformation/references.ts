import { type CloudFormationTemplate, intrinsicOf, isObject } from './template.ts';

/** Something that an intrinsic function names. */
export interface Reference {
  /** Where it stands, such as `Resources.Table.Properties.TableName`. */
  path: string;
  /** `Ref` or `Fn::GetAtt` of a resource, or a condition of `Fn::If`. `Fn::Sub` may contain several. */
  kind: 'ref' | 'attribute' | 'condition';
  /** The logical id, or the name of the condition. */
  target: string;
  /** Of `Fn::GetAtt`. */
  attribute?: string;
}

/** All references within a value. */
export function referencesIn(value: unknown, path: string): Reference[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => referencesIn(one, `${path}[${i}]`));
  if (!isObject(value)) return [];
  const intrinsic = intrinsicOf(value);
  const own = intrinsic ? referencesOf(...intrinsic, path) : [];
  const inner = Object.entries(value).flatMap(([key, one]) => referencesIn(one, `${path}.${key}`));
  return [...own, ...inner];
}

function referencesOf(name: string, argument: unknown, path: string): Reference[] {
  switch (name) {
    case 'Ref':
      return [{ path, kind: 'ref', target: String(argument) }];
    case 'Fn::GetAtt': {
      const [target = '', ...attribute] = (
        Array.isArray(argument) ? argument.join('.') : `${argument}`
      ).split('.');
      return [{ path, kind: 'attribute', target, attribute: attribute.join('.') }];
    }
    case 'Fn::If':
      return [{ path, kind: 'condition', target: String((argument as unknown[])[0]) }];
    case 'Fn::Sub':
      return substituted(argument, path);
    default:
      return [];
  }
}

/** The references in the text of `Fn::Sub`, without its own variables and `${!…}`. */
function substituted(argument: unknown, path: string): Reference[] {
  const [text, variables = {}] = Array.isArray(argument) ? argument : [argument];
  const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].flatMap(([, name]) => name ?? []);
  return names
    .filter((name) => !(name in (variables as object)))
    .map((name) => {
      const [target = '', ...attribute] = name.split('.');
      return attribute.length === 0
        ? { path, kind: 'ref', target }
        : { path, kind: 'attribute', target, attribute: attribute.join('.') };
    });
}

/** The resources that must exist before a resource: those that it names, and `DependsOn`. */
export function dependenciesOf(template: CloudFormationTemplate, id: string): string[] {
  const resource = template.Resources[id];
  const named = referencesIn(resource?.Properties, id)
    .filter(({ kind, target }) => kind !== 'condition' && target in template.Resources)
    .map(({ target }) => target);
  return [...new Set([...named, ...[resource?.DependsOn ?? []].flat()])];
}

/** @returns the logical ids of a cycle of dependencies; undefined if there is none */
export function findCycle(template: CloudFormationTemplate): string[] | undefined {
  const finished = new Set<string>();
  const visit = (id: string, above: string[]): string[] | undefined => {
    if (above.includes(id)) return [...above.slice(above.indexOf(id)), id];
    if (finished.has(id)) return undefined;
    for (const next of dependenciesOf(template, id)) {
      const cycle = visit(next, [...above, id]);
      if (cycle) return cycle;
    }
    finished.add(id);
    return undefined;
  };
  for (const id of Object.keys(template.Resources)) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return undefined;
}
