import { NotSupportedError, validationError } from '../errors.ts';
import { isReserved } from '../reserved-words.ts';
import type { Constant, Path } from './syntax.ts';

const TOKEN =
  /[ \t\r\n]*([#:][0-9A-Za-z_]+|[A-Za-z_][0-9A-Za-z_]*|[0-9]+|<=|>=|<>|[=<>(),.+\-[\]]|$)/y;

export const syntaxError = (text: string, token: string) =>
  validationError(
    `Invalid expression: Syntax error; token: "${token || '<EOF>'}", near: "${text}"`,
  );

/** What the placeholders `#name` stand for. */
export type Names = Readonly<Record<string, string>>;

/** Reads an expression token by token. Collects its paths and its placeholders. */
export class Tokens {
  readonly paths: Path[] = [];
  /** As they are written: `#name`, `:value`. */
  readonly placeholders = new Set<string>();
  operators = 0;
  readonly #names: Names;
  readonly #text: string;
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string, names: Names) {
    this.#text = text;
    this.#names = names;
    this.#tokens = split(text);
  }

  /** The next token; empty at the end. */
  peek(ahead = 0): string {
    return this.#tokens[this.#next + ahead] ?? '';
  }

  next(): string {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Takes the next token if it is this one. Keywords may have any case. */
  take(token: string): boolean {
    if (this.peek().toUpperCase() !== token) return false;
    this.#next += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail();
  }

  /** One or more, with commas between them. */
  list<T>(read: () => T): T[] {
    const list = [read()];
    while (this.take(',')) list.push(read());
    return list;
  }

  path(): Path {
    const parts: [string, ...string[]] = [this.#name()];
    while (this.take('.')) parts.push(this.#name());
    if (this.peek() === '[') throw new NotSupportedError('an index of a list in a document path');
    const path: Path = { kind: 'path', parts };
    this.paths.push(path);
    return path;
  }

  /** @returns undefined if the next token is not a placeholder of a value */
  constant(): Constant | undefined {
    if (!this.peek().startsWith(':')) return undefined;
    const name = this.next();
    this.placeholders.add(name);
    return { kind: 'value', name };
  }

  fail(): never {
    throw syntaxError(this.#text, this.peek());
  }

  #name(): string {
    const name = this.next();
    if (name.startsWith('#')) return this.#resolved(name);
    if (!/^[A-Za-z_]/.test(name)) throw syntaxError(this.#text, name);
    if (!isReserved(name)) return name;
    throw validationError(
      `Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${name}`,
    );
  }

  #resolved(placeholder: string): string {
    this.placeholders.add(placeholder);
    const name = this.#names[placeholder];
    if (name !== undefined) return name;
    throw validationError(
      `Invalid expression: An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
    );
  }
}

function split(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw syntaxError(text, text.slice(at));
    if (token !== '') tokens.push(token);
  }
  return tokens;
}
