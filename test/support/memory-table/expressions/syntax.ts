/** The parts of parsed expressions. */

/** A document path of map members: `a`, `#a.b`. Its placeholders are resolved. */
export interface Path {
  kind: 'path';
  parts: readonly [string, ...string[]];
}
/** A placeholder of a value, as it is written: `:v`. */
export interface Constant {
  kind: 'value';
  name: string;
}

export interface Size {
  kind: 'size';
  of: Path | Constant;
}
export type Operand = Path | Constant | Size;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
/** The functions that are conditions, with their number of operands. */
export const CONDITION_FUNCTIONS = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
} as const;
export type ConditionFunction = keyof typeof CONDITION_FUNCTIONS;

export type Condition =
  | SimpleCondition
  | { kind: 'and'; left: Condition; right: Condition }
  | { kind: 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition };

/** A condition on operands. */
export type SimpleCondition =
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; from: Operand; to: Operand }
  | { kind: 'in'; of: Operand; list: Operand[] }
  | { kind: 'function'; name: ConditionFunction; operands: Operand[] };

/** What SET assigns. */
export type NewValue =
  | Path
  | Constant
  | { kind: 'plus' | 'minus' | 'list_append'; left: NewValue; right: NewValue }
  | { kind: 'if_not_exists'; path: Path; otherwise: NewValue };

export type UpdateAction =
  | { kind: 'SET'; path: Path; value: NewValue }
  | { kind: 'REMOVE'; path: Path }
  | { kind: 'ADD' | 'DELETE'; path: Path; value: Constant };
