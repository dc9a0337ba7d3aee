import { type Item, isMap, type Value } from '../values.ts';
import type { Constant, Path } from './syntax.ts';

/** @returns the value at the path in an item; undefined if there is none */
export function readPath({ parts }: Path, item: Item): Value | undefined {
  const [first] = parts;
  let value = Object.hasOwn(item, first) ? item[first] : undefined;
  for (let i = 1; i < parts.length; i += 1) value = memberOf(value, parts[i] ?? '');
  return value;
}

/** @returns undefined if the value is not a map, or has no such member */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @param values those of the request, which are checked to define the placeholder */
export const readConstant = ({ name }: Constant, values: Item): Value => values[name] ?? null;
