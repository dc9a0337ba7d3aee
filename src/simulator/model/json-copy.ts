/**
 * @param value strings, numbers, booleans, null, and lists and objects of them
 * @returns a copy as a client reads it from JSON: without members that are undefined. Several times as fast as to
 *   write and read JSON.
 */
export function jsonCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(jsonCopy);
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) setMember(copy, name, jsonCopy(member));
  }
  return copy;
}

/** A tag may have any key: an assignment to `__proto__` would change the object's prototype instead. */
function setMember(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { ...DATA, value });
}

const DATA = { configurable: true, enumerable: true, writable: true };
