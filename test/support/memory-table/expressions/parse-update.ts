import { validationError } from '../errors.ts';
import type { Constant, NewValue, UpdateAction } from './syntax.ts';
import type { Tokens } from './tokens.ts';

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Clause = (typeof CLAUSES)[number];

/** Parses an update expression: clauses in any order, each at most once. */
export function parseUpdate(tokens: Tokens): UpdateAction[] {
  const actions: UpdateAction[] = [];
  const seen = new Set<Clause>();
  do {
    const clause = CLAUSES.find((keyword) => tokens.take(keyword)) ?? tokens.fail();
    if (seen.has(clause)) {
      throw validationError(
        `Invalid UpdateExpression: The "${clause}" section can only be used once in an update expression`,
      );
    }
    seen.add(clause);
    actions.push(...tokens.list(() => parseAction(clause, tokens)));
  } while (tokens.peek() !== '');
  return actions;
}

function parseAction(clause: Clause, tokens: Tokens): UpdateAction {
  const path = tokens.path();
  tokens.operators += 1;
  if (clause === 'REMOVE') return { kind: clause, path };
  if (clause !== 'SET') return { kind: clause, path, value: parseConstant(tokens) };
  tokens.expect('=');
  return { kind: clause, path, value: parseSum(tokens) };
}

const parseConstant = (tokens: Tokens): Constant => tokens.constant() ?? tokens.fail();

function parseSum(tokens: Tokens): NewValue {
  const left = parseOperand(tokens);
  const kind = tokens.take('+') ? 'plus' : tokens.take('-') ? 'minus' : undefined;
  if (!kind) return left;
  tokens.operators += 1;
  return { kind, left, right: parseOperand(tokens) };
}

function parseOperand(tokens: Tokens): NewValue {
  if (tokens.take('(')) {
    const value = parseSum(tokens);
    tokens.expect(')');
    return value;
  }
  if (tokens.peek(1) === '(') return parseFunction(tokens);
  return tokens.constant() ?? tokens.path();
}

function parseFunction(tokens: Tokens): NewValue {
  const name = tokens.next();
  tokens.expect('(');
  tokens.operators += 1;
  const operands = tokens.list(() => parseOperand(tokens));
  tokens.expect(')');
  const [first, second] = operands;
  if (name !== 'if_not_exists' && name !== 'list_append') {
    throw validationError(`Invalid UpdateExpression: Invalid function name; function: ${name}`);
  }
  if (!first || !second || operands.length !== 2) {
    throw validationError(
      `Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === 'list_append') return { kind: name, left: first, right: second };
  if (first.kind !== 'path') {
    throw validationError(
      `Invalid UpdateExpression: Operator or function requires a document path; operator or function: ${name}`,
    );
  }
  return { kind: name, path: first, otherwise: second };
}
