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
  const kept = Object.entries(members).flatMap(([name, { shape }]) => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    return member === undefined || member === null ? [] : [[name, normalize(shape, member)]];
  });
  return Object.fromEntries(kept);
}
