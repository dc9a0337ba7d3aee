import { isPlainObject } from './constraints.ts';
import { model, shapeOf } from './model.ts';

/**
 * @returns a copy of a value without the members that its shape does not have. A null member of a structure
 *   counts as absent.
 */
export function normalize(shapeName: string, value: unknown): unknown {
  const shape = shapeOf(shapeName);
  if (shape.type === 'structure' && isPlainObject(value)) return structure(shapeName, value);
  if (shape.member && Array.isArray(value)) {
    const { shape: element } = shape.member;
    return value.map((item) => normalize(element, item));
  }
  if (shape.type === 'map' && isPlainObject(value))
    return Object.fromEntries(Object.entries(value));
  return value;
}

function structure(shapeName: string, value: Record<string, unknown>): Record<string, unknown> {
  const { members = {} } = model.shapes[shapeName] ?? {};
  const kept: Record<string, unknown> = {};
  for (const name in members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member !== undefined && member !== null)
      kept[name] = normalize(members[name]?.shape ?? '', member);
  }
  return kept;
}
