import { goTo, place } from './location.ts';
import { withParameter } from './paths.ts';

/**
 * A filter, an order or a page of a list. It is part of the address, so that the link to what is shown can be shared.
 *
 * @param preset not part of the address
 */
export function useParameter(name: string, preset = ''): [string, (value: string) => void] {
  const value = place.value.query.get(name) ?? preset;
  return [value, (next) => setParameters({ [name]: next === preset ? '' : next })];
}

/** Changes some parameters at once. The list starts at its first page again. */
export function setParameters(changes: Record<string, string>): void {
  const { path, query } = place.peek();
  let changed = query;
  for (const [name, value] of Object.entries({ page: '', ...changes }))
    changed = new URLSearchParams(withParameter(changed, name, value));
  const text = changed.toString();
  goTo(text === '' ? path : `${path}?${text}`, { replace: true });
}
