import fc from '../../fast-check.ts';
import {
  comparable,
  list,
  number,
  numberSet,
  phase,
  set,
  textOrNumber,
  time,
  value,
} from './values.ts';

/** Collects the placeholders of one request. */
export class Writer {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};

  value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  path(path: string): string {
    return path
      .split('.')
      .map((name) => this.#name(name))
      .join('.');
  }

  /** Some names are placeholders. */
  #name(name: string): string {
    if (!/^[am]$|At$/.test(name)) return name;
    this.names[`#${name}`] = name;
    return `#${name}`;
  }
}

/** A part of an expression. */
export type Part = (writer: Writer) => string;

const { constant, constantFrom, oneof, tuple } = fc;
const path = constantFrom('a', 'b', 'c', 'n', 's', 'm', 'm.a', 'm.b', 'none', 'none.a');
const comparator = constantFrom('=', '<>', '<', '<=', '>', '>=');

const leaf = oneof<fc.Arbitrary<Part>[]>(
  tuple(path, constantFrom('=', '<>'), comparable).map(
    ([of, is, to]) =>
      (w) =>
        `${w.path(of)} ${is} ${w.value(to)}`,
  ),
  tuple(path, comparator, textOrNumber).map(
    ([of, is, to]) =>
      (w) =>
        `${w.path(of)} ${is} ${w.value(to)}`,
  ),
  tuple(path, comparator, textOrNumber).map(
    ([of, is, to]) =>
      (w) =>
        `${w.value(to)} ${is} ${w.path(of)}`,
  ),
  tuple(path, comparator, number).map(
    ([of, is, to]) =>
      (w) =>
        `size(${w.path(of)}) ${is} ${w.value(to)}`,
  ),
  tuple(path, textOrNumber, textOrNumber).map(
    ([of, from, to]) =>
      (w) =>
        `${w.path(of)} BETWEEN ${w.value(from)} AND ${w.value(to)}`,
  ),
  tuple(path, fc.array(textOrNumber, { minLength: 1, maxLength: 3 })).map(
    ([of, all]) =>
      (w) =>
        `${w.path(of)} IN (${all.map((one) => w.value(one)).join(', ')})`,
  ),
  tuple(constantFrom('attribute_exists', 'attribute_not_exists'), path).map(
    ([name, of]) =>
      (w) =>
        `${name}(${w.path(of)})`,
  ),
  tuple(path, constantFrom('S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M')).map(
    ([of, type]) =>
      (w) =>
        `attribute_type(${w.path(of)}, ${w.value(type)})`,
  ),
  tuple(path, constantFrom('a', 'ab', 'x')).map(
    ([of, prefix]) =>
      (w) =>
        `begins_with(${w.path(of)}, ${w.value(prefix)})`,
  ),
  tuple(path, textOrNumber).map(
    ([of, member]) =>
      (w) =>
        `contains(${w.path(of)}, ${w.value(member)})`,
  ),
);

/** Conditions that DynamoDB refuses. */
const refused = oneof<fc.Arbitrary<Part>[]>(
  constantFrom(
    ...[
      'a',
      'a =',
      'size(a)',
      '((attribute_exists(a)))',
      'a = a',
      'a.b. = n',
      '',
      'AND',
      'a IN ()',
    ],
    ...['status = n', '#none = n', 'n = :none', 'foo(a)', 'contains(a)', 'a == n', 'NOT', 'a b'],
    ...[
      'pk.a = n',
      'attribute_exists(n, a)',
      'begins_with(a, size(n))',
      "a = 'x'",
      'n = (',
      'n = 1',
    ],
  ).map((text) => () => text),
  constant((w) => `attribute_exists(${w.value('a')})`),
  constant((w) => `begins_with(a, ${w.value(1)})`),
  constant((w) => `attribute_type(a, ${w.value('X')})`),
  constant((w) => `n BETWEEN ${w.value(2)} AND ${w.value(1)}`),
  constant((w) => `n BETWEEN ${w.value(2)} AND ${w.value('a')}`),
  constant((w) => `size(${w.value(1)}) = n`),
);

const simple = oneof({ weight: 25, arbitrary: leaf }, refused);
export const condition = oneof<fc.MaybeWeightedArbitrary<Part>[]>(
  { weight: 4, arbitrary: simple },
  tuple(simple, constantFrom('AND', 'OR', 'and'), simple).map(
    ([left, and, right]) =>
      (w) =>
        `${left(w)} ${and} ${right(w)}`,
  ),
  tuple(simple, constantFrom('AND', 'OR'), simple, simple).map(
    ([left, and, middle, right]) =>
      (w) =>
        `${left(w)} ${and} NOT (${middle(w)} OR ${right(w)})`,
  ),
  simple.map((one) => (w) => `NOT ${one(w)}`),
);

/** What SET and REMOVE change. ADD and DELETE change others: dynalite changes a copied value with its original. */
const target = constantFrom('a', 'b', 'c', 'm.a', 'm.b', 'none', 'none.a');
const source = constantFrom('a', 'b', 'c', 'm.a', 'none');
const newValue = oneof<fc.Arbitrary<Part>[]>(
  value.map((one) => (w) => w.value(one)),
  source.map((of) => (w) => w.path(of)),
  tuple(source, constantFrom('+', '-'), number).map(
    ([of, plus, by]) =>
      (w) =>
        `${w.path(of)} ${plus} ${w.value(by)}`,
  ),
  tuple(source, value).map(
    ([of, otherwise]) =>
      (w) =>
        `if_not_exists(${w.path(of)}, ${w.value(otherwise)})`,
  ),
  tuple(source, number, number).map(
    ([of, from, by]) =>
      (w) =>
        `if_not_exists(${w.path(of)}, ${w.value(from)}) + ${w.value(by)}`,
  ),
  tuple(source, list).map(
    ([of, more]) =>
      (w) =>
        `list_append(${w.path(of)}, ${w.value(more)})`,
  ),
  tuple(source, list, list).map(
    ([of, from, more]) =>
      (w) =>
        `list_append(${w.value(more)}, if_not_exists(${w.path(of)}, ${w.value(from)}))`,
  ),
);

const sets = fc.array(
  oneof<fc.MaybeWeightedArbitrary<Part>[]>(
    {
      weight: 8,
      arbitrary: tuple(target, newValue).map(
        ([of, to]) =>
          (w) =>
            `${w.path(of)} = ${to(w)}`,
      ),
    },
    time.map((to) => (w) => `${w.path('sessionAt')} = ${w.value(to)}`),
    phase.map((to) => (w) => `phase = ${w.value(to)}`),
  ),
  { minLength: 1, maxLength: 3 },
);
const removes = fc.array(
  fc.oneof({ weight: 6, arbitrary: target }, constantFrom('phase', 'sessionAt')),
  { minLength: 1, maxLength: 2 },
);
const many = (parts: readonly Part[], w: Writer) => parts.map((part) => part(w)).join(', ');

const clause = oneof<fc.MaybeWeightedArbitrary<Part>[]>(
  { weight: 8, arbitrary: sets.map((parts) => (w) => `SET ${many(parts, w)}`) },
  {
    weight: 3,
    arbitrary: removes.map((paths) => (w) => `REMOVE ${paths.map((of) => w.path(of)).join(', ')}`),
  },
  { weight: 2, arbitrary: number.map((by) => (w) => `ADD n ${w.value(by)}`) },
  { weight: 2, arbitrary: set.map((more) => (w) => `ADD s ${w.value(more)}`) },
  { weight: 2, arbitrary: numberSet.map((less) => (w) => `DELETE s ${w.value(less)}`) },
);
const refusedUpdate = oneof<fc.Arbitrary<Part>[]>(
  constantFrom(
    ...['', 'SET', 'SET a', 'SET a = b c', 'SET a = foo(b)', 'SET a = if_not_exists(b)', 'a = b'],
    ...['SET a = b, a.x = c', 'REMOVE a, a', 'SET a = b SET c = b', 'ADD a b', 'SET status = a'],
    ...[
      'SET sk = a',
      'SET a = :none',
      'REMOVE #none',
      'SET pk.a = b',
      'REMOVE phase.a',
      'DELETE s',
    ],
  ).map((text) => () => text),
  constant((w) => `SET a = b + ${w.value('a')}`),
  constant((w) => `SET a = list_append(b, ${w.value(1)})`),
  constant((w) => `SET a = if_not_exists(${w.value(1)}, b)`),
  constant((w) => `ADD n ${w.value('a')}`),
  constant((w) => `DELETE s ${w.value(1)}`),
  constant((w) => `SET phase = ${w.value(1)}`),
);
export const update = oneof<fc.MaybeWeightedArbitrary<Part>[]>(
  {
    weight: 12,
    arbitrary: fc
      .array(clause, { minLength: 1, maxLength: 3 })
      .map((clauses) => (w) => clauses.map((one) => one(w)).join(' ')),
  },
  refusedUpdate,
);

export const projection = oneof<fc.MaybeWeightedArbitrary<Part>[]>(
  {
    weight: 8,
    arbitrary: fc
      .uniqueArray(constantFrom('pk', 'sk', 'a', 'b', 'm.a', 'm.b', 'none'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((paths) => (w) => paths.map((of) => w.path(of)).join(', ')),
  },
  constantFrom('', 'a,', 'm, m.a', 'status', '#none', 'a b').map((text) => () => text),
);
