import type { Item, Value } from '../values.ts';
import { memberOf, readPath } from './read.ts';
import type { Path } from './syntax.ts';

/** The members of an item at these paths, in maps as in the item. */
export function project(paths: readonly Path[], item: Item): Item {
  return paths.reduce<Item>((projected, path) => {
    const value = readPath(path, item);
    return value === undefined ? projected : merged(projected, path.parts, value);
  }, {});
}

/** `map` with a member at the path. The maps on the way to it are made if they do not exist. */
function merged(map: Item, [name, ...rest]: readonly string[], value: Value): Item {
  if (name === undefined) return map;
  const inner =
    rest.length === 0 ? value : merged((memberOf(map, name) ?? {}) as Item, rest, value);
  return { ...map, [name]: inner };
}
