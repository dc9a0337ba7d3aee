import fc from './fast-check.ts';

/** Values that programs forget to expect. */
const HOSTILE: readonly unknown[] = [
  ...[null, [], {}, [null], [[]], [{}], 0, -1, 1.5, 1e300, true, false, '', ' ', 'a', '\ud800'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(3_000),
    '\u0000',
    '/../',
    '%E0%A4%A',
    '1e400',
  ],
  ...[{ S: null }, { N: '' }, { L: [null] }, { M: { a: null } }, { SS: [] }, { N: '1', S: 'a' }],
  JSON.parse('{"__proto__": {"S": "x"}, "constructor": null}'),
];
const hostileValue = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue());

/**
 * A valid input in which up to three values are replaced by others or left out. Most of it stays valid, so that
 * it comes past the first check.
 */
export function mutated(example: unknown): fc.Arbitrary<unknown> {
  return fc.integer({ min: 0, max: 3 }).chain((times) => mutate(example, times));
}

function mutate(value: unknown, times: number): fc.Arbitrary<unknown> {
  if (times === 0) return fc.constant(value);
  const replacement = fc.option(hostileValue, { nil: undefined, freq: 4 });
  return fc
    .tuple(fc.constantFrom(...pathsIn(value)), replacement)
    .chain(([path, other]) => mutate(replaced(value, path, other) ?? null, times - 1));
}

function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]));
  return [path, ...inside];
}

/** @param other undefined leaves the value out */
function replaced(value: unknown, [name, ...rest]: string[], other: unknown): unknown {
  if (name === undefined) return other;
  if (Array.isArray(value)) {
    const list = value.map((one, index) =>
      `${index}` === name ? replaced(one, rest, other) : one,
    );
    return list.filter((one) => one !== undefined);
  }
  const members = Object.entries(value as object);
  const changed = members.map(([key, one]) => [
    key,
    key === name ? replaced(one, rest, other) : one,
  ]);
  return Object.fromEntries(changed.filter(([, one]) => one !== undefined));
}

/** A text that is no JSON, or is nested very deep. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('null', '[null]', '[]', '"text"', '5', '{', '{"a":', ' ', '\ufeff{}', '{"a":1}x'),
  fc.constantFrom('['.repeat(100_000), `{"Entries":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
  fc.string(),
);
