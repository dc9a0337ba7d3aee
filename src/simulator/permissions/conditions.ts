import { matchesWildcards } from './wildcards.ts';

/**
 * The values of a request by condition key in lower case. A key that does not apply to the request is
 * absent.
 */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

interface ConditionOperator {
  /** Whether a value of the request matches a value of the policy. */
  matches(value: string, wanted: string): boolean;
  negated: boolean;
}

const equals = (value: string, wanted: string): boolean => value === wanted;
const equalsIgnoringCase = (value: string, wanted: string): boolean =>
  value.toLowerCase() === wanted.toLowerCase();
const like = (value: string, wanted: string): boolean => matchesWildcards(wanted, value);

const OPERATORS: Record<string, ConditionOperator> = {
  StringEquals: { matches: equals, negated: false },
  StringNotEquals: { matches: equals, negated: true },
  StringEqualsIgnoreCase: { matches: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { matches: equalsIgnoringCase, negated: true },
  StringLike: { matches: like, negated: false },
  StringNotLike: { matches: like, negated: true },
  ArnEquals: { matches: like, negated: false },
  ArnLike: { matches: like, negated: false },
  ArnNotEquals: { matches: like, negated: true },
  ArnNotLike: { matches: like, negated: true },
  Bool: { matches: equalsIgnoringCase, negated: false },
};
const PATTERN = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/** Whether the simulator supports a condition operator. */
export function isOperator(name: string): boolean {
  const [, , base = ''] = PATTERN.exec(name) ?? [];
  return name === 'Null' || Object.hasOwn(OPERATORS, base);
}

/** Whether a request meets all conditions of a statement, as IAM evaluates them. */
export function meetsConditions(
  condition: Record<string, Record<string, unknown>> | undefined,
  context: RequestContext,
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
  const { matches: fits, negated } = operator;
  const isMet = (value: string): boolean => wanted.some((text) => fits(value, text)) !== negated;
  if (values === undefined) return Boolean(ifExists) || set === 'ForAllValues' || (negated && !set);
  if (set === 'ForAllValues') return values.every(isMet);
  return values.some(isMet);
}
