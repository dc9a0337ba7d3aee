// A software bill of materials in the form CycloneDX: https://cyclonedx.org/docs/1.5/json/.
// `npm sbom` describes the whole project, with its tools. What is released has a part of that: the dependencies that
// npm installs with it, and the packages of which code is in its files.

export interface Component {
  'bom-ref': string;
  name: string;
  version: string;
  scope?: string;
  purl?: string;
  properties?: { name: string; value: string }[];
  [member: string]: unknown;
}

export interface Bill {
  metadata: { component: Component; [member: string]: unknown };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
  [member: string]: unknown;
}

export interface Released {
  name: string;
  version: string;
  description: string;
  /** Names of the packages that npm installs with it. */
  dependencies: readonly string[];
  /** Packages of which code is in its files: `zod@4.6.7`. */
  bundled: readonly string[];
}

const BUNDLED = { name: 'cdx:npm:package:bundled', value: 'true' };

/**
 * The bill of what is released.
 *
 * @param project what `npm sbom --sbom-format cyclonedx` prints
 * @throws Error that names a package which the project does not have
 */
export function billOf(project: Bill, released: Released): Bill {
  const graph = new Map(project.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const direct = graph.get(project.metadata.component['bom-ref']) ?? [];
  const dependencies = released.dependencies.map((name) => directRef(direct, name));
  const installed = reachable(dependencies, graph);
  const known = new Map(project.components.map((component) => [component['bom-ref'], component]));
  const refs = [...new Set([...installed, ...released.bundled])].sort();
  const root = `${released.name}@${released.version}`;
  return {
    ...project,
    metadata: { ...project.metadata, component: rootComponent(project, released) },
    components: refs.map((ref) => describe(ref, known, released.bundled.includes(ref))),
    dependencies: [
      { ref: root, dependsOn: [...new Set([...dependencies, ...released.bundled])].sort() },
      ...refs.map((ref) => ({ ref, dependsOn: installed.has(ref) ? (graph.get(ref) ?? []) : [] })),
    ],
  };
}

function directRef(direct: readonly string[], name: string): string {
  const found = direct.find((ref) => ref.slice(0, ref.lastIndexOf('@')) === name);
  if (found === undefined) throw new Error(`${name}: expected an installed dependency, found none`);
  return found;
}

function reachable(from: readonly string[], graph: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set(from);
  for (const ref of seen) for (const next of graph.get(ref) ?? []) seen.add(next);
  return seen;
}

function rootComponent(project: Bill, { name, version, description }: Released): Component {
  const { properties: _private, ...component } = project.metadata.component;
  const ref = `${name}@${version}`;
  return { ...component, 'bom-ref': ref, name, version, description, purl: `pkg:npm/${ref}` };
}

/** `npm sbom` says that a development dependency is optional. Its code is in the files, so it is required. */
function describe(ref: string, known: ReadonlyMap<string, Component>, bundled: boolean): Component {
  const component = known.get(ref);
  if (!component) throw new Error(`${ref}: expected a package that npm sbom knows, found none`);
  const others = (component.properties ?? []).filter(({ name }) => !IRRELEVANT.has(name));
  const properties = bundled ? [...others, BUNDLED] : others;
  return { ...component, scope: 'required', properties };
}

/** Where a package is on the machine that makes the release, and that only tools need it there. */
const IRRELEVANT = new Set(['cdx:npm:package:path', 'cdx:npm:package:development']);
