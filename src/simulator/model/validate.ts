import { type ConstraintCheck, constraintsOf, isPlainObject } from './constraints.ts';
import { type Member, model, operationOf, shapeOf } from './model.ts';

/** Adds one message to `problems` for each constraint that the value at `path` breaks. */
type Check = (value: unknown, path: string, problems: string[]) => void;

const MAX_QUOTE_LENGTH = 256;
const compiled = new Map<string, Check>();

/**
 * Checks the input of an operation against the model.
 *
 * @returns one message for each broken constraint, which names the member, in the words of the service
 */
export function inputProblems(operation: string, input: unknown): string[] {
  return problemsOf(operationOf(operation).input.shape, input);
}

/** Checks a response body against the model. @returns one message for each problem */
export function outputProblems(operation: string, output: object): string[] {
  const { output: shape } = operationOf(operation);
  if (shape) return [...problemsOf(shape.shape, output), ...unknownMembers(shape.shape, output)];
  return Object.keys(output).map((name) => `Member '${name}' of an operation without output`);
}

/** Checks a value against a structure of the model. @returns one message for each broken constraint */
export function problemsOf(structure: string, value: unknown): string[] {
  if (!isPlainObject(value)) return ['Value must be a structure'];
  const problems: string[] = [];
  checkOf(structure)(value, '', problems);
  return problems;
}

/** @returns the message of a ValidationException */
export function problemMessage(problems: string[]): string {
  const count =
    problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  return `${count} detected: ${problems.join('; ')}`;
}

/** The check of a shape is made at its first use, because shapes may refer to themselves. */
function checkOf(shapeName: string): Check {
  const known = compiled.get(shapeName);
  if (known) return known;
  const check = compile(shapeName);
  compiled.set(shapeName, check);
  return check;
}

function compile(shapeName: string): Check {
  const constraints = constraintsOf(shapeName);
  const shape = shapeOf(shapeName);
  const own: Check = (value, path, problems) => {
    const quoted = shape.sensitive ? '' : ` ${quote(value)}`;
    for (const broken of constraints(value)) {
      problems.push(`Value${quoted} at '${path}' failed to satisfy constraint: ${broken}`);
    }
  };
  if (shape.type === 'structure') return structureCheck(shapeName, own);
  if (shape.type === 'list' && shape.member) return listCheck(shape.member, own);
  if (shape.type === 'map' && shape.key && shape.value)
    return mapCheck(shape.key, shape.value, own);
  return own;
}

function structureCheck(shapeName: string, own: Check): Check {
  const { members = {}, required = [] } = shapeOf(shapeName);
  const names = Object.entries(members).map(([name, { shape }]) => ({ name, shape }));
  const needed = new Set(required);
  return (value, path, problems) => {
    if (!isPlainObject(value)) return own(value, path, problems);
    for (const { name, shape } of names) {
      const at = path === '' ? name : `${path}.${name}`;
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      if (member !== undefined && member !== null) checkOf(shape)(member, at, problems);
      else if (needed.has(name)) {
        problems.push(
          `Value null at '${at}' failed to satisfy constraint: Member must not be null`,
        );
      }
    }
  };
}

function listCheck({ shape }: Member, own: Check): Check {
  if (shapeOf(shape).type === 'structure') {
    return (value, path, problems) => {
      own(value, path, problems);
      if (!Array.isArray(value)) return;
      value.forEach((item, index) => {
        checkOf(shape)(item, `${path}.${index + 1}.member`, problems);
      });
    };
  }
  const element = inBrackets('Member must satisfy constraint', constraintsOf(shape));
  return (value, path, problems) => {
    own(value, path, problems);
    if (Array.isArray(value)) addBroken(value, value, element, path, problems);
  };
}

function mapCheck(key: Member, value: Member, own: Check): Check {
  const keys = inBrackets('Map keys must satisfy constraint', constraintsOf(key.shape));
  const values = inBrackets('Map value must satisfy constraint', constraintsOf(value.shape));
  return (map, path, problems) => {
    own(map, path, problems);
    if (!isPlainObject(map)) return;
    addBroken(Object.keys(map), map, keys, path, problems);
    addBroken(Object.values(map), map, values, path, problems);
  };
}

/** The service reports each broken constraint of a list or map once, however many elements break it. */
function inBrackets(text: string, constraints: ConstraintCheck): ConstraintCheck {
  return (value) => {
    const broken = value === null ? ['Member must not be null'] : constraints(value);
    return broken.length > 0 ? [`${text}: [${broken.join(', ')}]`] : [];
  };
}

function addBroken(
  items: unknown[],
  whole: unknown,
  constraints: ConstraintCheck,
  path: string,
  problems: string[],
): void {
  for (const broken of new Set(items.flatMap(constraints))) {
    problems.push(`Value ${quote(whole)} at '${path}' failed to satisfy constraint: ${broken}`);
  }
}

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.length > MAX_QUOTE_LENGTH ? `${text.slice(0, MAX_QUOTE_LENGTH)}…` : text}'`;
}

function unknownMembers(structure: string, value: object): string[] {
  const { members = {} } = model.shapes[structure] ?? {};
  return Object.entries(value)
    .filter(([name, member]) => member !== undefined && !Object.hasOwn(members, name))
    .map(([name]) => `Member '${name}' is not in ${structure}`);
}
