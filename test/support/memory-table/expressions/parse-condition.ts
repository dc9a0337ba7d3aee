import { NotSupportedError, validationError } from '../errors.ts';
import {
  CONDITION_FUNCTIONS,
  type Comparator,
  type Condition,
  type ConditionFunction,
  type Operand,
} from './syntax.ts';
import type { Tokens } from './tokens.ts';

const COMPARATORS: ReadonlySet<string> = new Set<Comparator>(['=', '<>', '<', '<=', '>', '>=']);
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
const MAX_LIST = 100;

/** Parses a condition, a filter or a key condition. */
export function parseCondition(tokens: Tokens): Condition {
  return new ConditionParser(tokens).or();
}

class ConditionParser {
  readonly #tokens: Tokens;
  /** The last condition that stood in parentheses. */
  #inParentheses: Condition | undefined;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  or(): Condition {
    let left = this.#and();
    while (this.#takeOperator('OR')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#takeOperator('AND')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    if (this.#takeOperator('NOT')) return { kind: 'not', of: this.#not() };
    return this.#tokens.peek() === '(' ? this.#parenthesized() : this.#simple();
  }

  #parenthesized(): Condition {
    this.#tokens.expect('(');
    const inner = this.or();
    this.#tokens.expect(')');
    if (inner === this.#inParentheses) {
      throw validationError('Invalid expression: The expression has redundant parentheses');
    }
    this.#inParentheses = inner;
    return inner;
  }

  #simple(): Condition {
    const name = this.#tokens.peek();
    if (this.#tokens.peek(1) === '(' && name !== 'size') return this.#function(name);
    const of = this.#operand();
    this.#tokens.operators += 1;
    if (this.#tokens.take('BETWEEN')) {
      const from = this.#operand();
      this.#tokens.expect('AND');
      return { kind: 'between', of, from, to: this.#operand() };
    }
    if (this.#tokens.take('IN')) return { kind: 'in', of, list: this.#operandList() };
    if (this.#tokens.peek() === ')') throw new NotSupportedError('an operand in parentheses');
    if (!COMPARATORS.has(this.#tokens.peek())) this.#tokens.fail();
    const comparator = this.#tokens.next() as Comparator;
    return { kind: 'compare', comparator, left: of, right: this.#operand() };
  }

  #function(name: string): Condition {
    if (!isConditionFunction(name)) {
      throw validationError(`Invalid expression: Invalid function name; function: ${name}`);
    }
    this.#tokens.next();
    this.#tokens.operators += 1;
    const operands = this.#operandList();
    if (operands.length !== CONDITION_FUNCTIONS[name]) {
      throw validationError(
        `Invalid expression: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    return { kind: 'function', name, operands };
  }

  #operandList(): Operand[] {
    this.#tokens.expect('(');
    const list = this.#tokens.list(() => this.#operand());
    this.#tokens.expect(')');
    if (list.length > MAX_LIST) {
      throw validationError(
        `Invalid expression: The IN operator has ${list.length} operands, at most ${MAX_LIST} are allowed`,
      );
    }
    return list;
  }

  #operand(): Operand {
    const isFunction = this.#tokens.peek(1) === '(';
    if (isFunction && this.#tokens.take('SIZE')) {
      this.#tokens.expect('(');
      this.#tokens.operators += 1;
      const of = this.#tokens.constant() ?? this.#tokens.path();
      this.#tokens.expect(')');
      return { kind: 'size', of };
    }
    if (this.#tokens.peek() === '(') throw new NotSupportedError('an operand in parentheses');
    return this.#tokens.constant() ?? this.#tokens.path();
  }

  #takeOperator(operator: 'AND' | 'OR' | 'NOT'): boolean {
    const isTaken = this.#tokens.take(operator);
    if (isTaken) this.#tokens.operators += 1;
    return isTaken;
  }
}

const isConditionFunction = (name: string): name is ConditionFunction =>
  Object.hasOwn(CONDITION_FUNCTIONS, name);
