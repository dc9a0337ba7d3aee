import { fitsWildcards } from './wildcards.ts';

/** Condition keys in lower case, with their values. A key that is absent does not apply to the request. */
export type Context = ReadonlyMap<string, readonly string[]>;

interface Operator {
  /** Whether a value of the request fits one of the policy. */
  fits(value: string, wanted: string): boolean;
  negated: boolean;
}

const equals = (value: string, wanted: string): boolean => value === wanted;
const sameLetters = (value: string, wanted: string): boolean =>
  value.toLowerCase() === wanted.toLowerCase();
const like = (value: string, wanted: string): boolean => fitsWildcards(wanted, value);

const OPERATORS: Record<string, Operator> = {
  StringEquals: { fits: equals, negated: false },
  StringNotEquals: { fits: equals, negated: true },
  StringEqualsIgnoreCase: { fits: sameLetters, negated: false },
  StringNotEqualsIgnoreCase: { fits: sameLetters, negated: true },
  StringLike: { fits: like, negated: false },
  StringNotLike: { fits: like, negated: true },
  ArnEquals: { fits: like, negated: false },
  ArnLike: { fits: like, negated: false },
  ArnNotEquals: { fits: like, negated: true },
  ArnNotLike: { fits: like, negated: true },
  Bool: { fits: sameLetters, negated: false },
};
const PATTERN = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** Whether this simulator knows a condition operator. */
export function isOperator(name: string): boolean {
  const [, , base = ''] = PATTERN.exec(name) ?? [];
  return name === 'Null' || Object.hasOwn(OPERATORS, base);
}

/** Whether a request fits all conditions of a statement, as IAM evaluates them. */
export function meets(
  condition: Record<string, Record<string, unknown>> | undefined,
  context: Context,
): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const values = context.get(key.toLowerCase());
      return evaluate(operator, values, [wanted].flat().map(String));
    }),
  );
}

function evaluate(name: string, values: readonly string[] | undefined, wanted: string[]): boolean {
  if (name === 'Null') return wanted.includes(String(values === undefined));
  const [, set, base = '', ifExists] = PATTERN.exec(name) ?? [];
  const operator = OPERATORS[base];
  if (!operator) return false;
  const { fits, negated } = operator;
  const one = (value: string): boolean => wanted.some((text) => fits(value, text)) !== negated;
  if (values === undefined) return Boolean(ifExists) || set === 'ForAllValues' || (negated && !set);
  if (set === 'ForAllValues') return values.every(one);
  return values.some(one);
}
