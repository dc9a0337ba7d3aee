import fc from '../../fast-check.ts';

/**
 * Random attribute values.
 *
 * Not among them, because dynalite does not treat them as DynamoDB does: empty strings and `false`
 * (`contains`, `IN`, `BETWEEN` and `attribute_type` take them for missing attributes).
 */
const text = fc.constantFrom('a', 'ab', 'abc', 'b', '1', 'S', 'é');
export const number = fc.constantFrom(-1.5, 0, 0.1, 0.2, 1, 2, 10, 1_800_000_000_000);
export const textOrNumber = fc.oneof(text, number);
const scalar = fc.oneof(
  { weight: 6, arbitrary: textOrNumber },
  fc.constantFrom<boolean | null>(true, null),
  fc.constant(Uint8Array.of(1, 2)),
);

const members = { minLength: 1, maxLength: 3 };
export const numberSet = fc.uniqueArray(number, members).map((list) => new Set(list));
export const set = fc.oneof(
  numberSet,
  fc.uniqueArray(text, members).map((list) => new Set<string | number>(list)),
);

/** dynalite takes two equal lists, or maps, for different. */
export const comparable = fc.oneof({ weight: 3, arbitrary: scalar }, set);
export const list = fc.array(comparable, { maxLength: 2 });
export const value = fc.oneof(
  { weight: 3, arbitrary: comparable },
  list,
  fc.record({ a: comparable, b: list }, { requiredKeys: [] }),
);
/** Values that the SDK refuses. */
const refused = fc.constantFrom<unknown>(new Set(), Number.NaN, new Date(0), 2 ** 60);

const times = ['t1', 't2', 't3', 't4'];
export const time = fc.constantFrom(...times);
/** Strings that begin with `~` belong to one run: see `inNamespace`. */
export const phase = fc.constantFrom('~LIVE', '~ENDED');
export const hash = fc.constantFrom('~a', '~b');
/** The last two are in another order by UTF-16. */
export const range = fc.constantFrom('a', 'a#1', 'a#10', 'a#2', 'b', 'é', '\uffee', '😀');
/** dynalite compares a start key with the bounds of a Query by UTF-16. */
export const rangeBound = fc.constantFrom('a', 'a#1', 'a#2', 'b', 'é');

const validKey = fc.record({ pk: hash, sk: range });
const invalidKey = fc.oneof(
  fc.record({ pk: hash }),
  fc.record({ pk: hash, sk: fc.constantFrom<unknown>('', 1, null, undefined, 'x'.repeat(1_025)) }),
  fc.record({ pk: hash, sk: range, a: text }),
);
export const key = fc.oneof<fc.MaybeWeightedArbitrary<object>[]>(
  { weight: 15, arbitrary: validKey },
  invalidKey,
);

const attributes = {
  ...{ a: value, b: value, c: value, n: number, s: numberSet },
  m: fc.record({ a: value, b: value }, { requiredKeys: [] }),
  ...{ phase, sessionAt: time },
};
const wrong = fc.oneof(
  fc.record({ phase: number }),
  fc.record({ a: refused }),
  fc.record({ a: fc.constant('x'.repeat(410_000)) }),
);
export const item = fc
  .tuple(
    key,
    fc.record(attributes, { requiredKeys: ['phase', 'sessionAt'] }),
    fc.oneof(
      { weight: 15, arbitrary: fc.constant({}) },
      fc.record({ a: fc.constant(undefined) }),
      wrong,
    ),
  )
  .map((parts): object => Object.assign({}, ...parts));

/** The same data with `~` replaced, so that many runs can use one table. */
export function inNamespace<T>(data: T, namespace: string): T;
export function inNamespace(data: unknown, namespace: string): unknown {
  if (typeof data === 'string') return data.replace(/^~/, namespace);
  if (Array.isArray(data)) return data.map((member) => inNamespace(member, namespace));
  if (typeof data !== 'object' || data === null) return data;
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== null && prototype !== Object.prototype) return data;
  const entries = Object.entries(data);
  return Object.fromEntries(
    entries.map(([name, member]) => [name, inNamespace(member, namespace)]),
  );
}
