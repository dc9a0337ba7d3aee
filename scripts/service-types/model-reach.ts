import { type ServiceModel, shapeOf } from '../../src/simulator/model/model.ts';

/** Which structures of the service model are in requests, and which are in answers. */
export interface Reach {
  inputs: ReadonlySet<string>;
  outputs: ReadonlySet<string>;
}

export function reachOf({ operations }: ServiceModel): Reach {
  const all = Object.values(operations);
  return {
    inputs: structuresFrom(all.map(({ input }) => input.shape)),
    outputs: structuresFrom(all.flatMap(({ output }) => (output ? [output.shape] : []))),
  };
}

function structuresFrom(roots: string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const { members = {}, member, value } = shapeOf(name);
    for (const { shape } of [...Object.values(members), member, value].flatMap((one) => one ?? []))
      visit(shape);
  };
  for (const root of roots) visit(root);
  return new Set([...seen].filter((name) => shapeOf(name).type === 'structure'));
}
