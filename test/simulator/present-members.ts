import { ABSENT_MEMBERS } from '../../scripts/service-types/absent-members.ts';
import { reachOf } from '../../scripts/service-types/model-reach.ts';
import { model, operationOf, shapeOf } from '../../src/simulator/model/model.ts';

const { inputs } = reachOf(model);

/**
 * Checks that an answer has all members that its type has as required ones.
 *
 * @returns one message for each that is missing
 */
export function missingMembers(operation: string, answer: object): string[] {
  const { output } = operationOf(operation);
  return output ? missingFrom(output.shape, answer) : [];
}

function missingFrom(name: string, value: unknown): string[] {
  const { members = {}, member, type } = shapeOf(name);
  if (type === 'list' && member && Array.isArray(value))
    return value.flatMap((one) => missingFrom(member.shape, one));
  if (type !== 'structure') return [];
  // The members of structures that requests have as well are required as the service model says.
  const optional = inputs.has(name) ? Object.keys(members) : (ABSENT_MEMBERS[name] ?? []);
  return Object.entries(members).flatMap(([one, { shape, location }]) => {
    const found: unknown = Reflect.get(Object(value), one);
    if (found !== undefined) return missingFrom(shape, found);
    return location || optional.includes(one) ? [] : [`Member '${one}' of ${name} is missing`];
  });
}
