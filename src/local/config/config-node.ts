import { quote } from '../../platform/errors.ts';

/** serverless.yml has a value that is wrong, or that the one-machine stack does not support. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(path: string, problem: string) {
    super(`serverless.yml: ${path}: ${problem}`);
  }
}

/** Turns CloudFormation's intrinsic functions into plain values. Throws ConfigError for unknown ones. */
export type Resolve = (value: unknown, path: string) => unknown;

/**
 * A value of serverless.yml with its path, so that every error can name it. Reading is strict: a wrong type
 * or an unknown member is a ConfigError.
 */
export class ConfigNode {
  readonly path: string;
  readonly #raw: unknown;
  readonly #resolve: Resolve;

  constructor(raw: unknown, path: string, resolve: Resolve) {
    this.#raw = raw;
    this.path = path;
    this.#resolve = resolve;
  }

  /** The value with its intrinsic functions resolved. */
  get value(): unknown {
    return this.#resolve(this.#raw, this.path);
  }

  get isPresent(): boolean {
    return this.#raw !== undefined && this.#raw !== null;
  }

  /** The member `key`. If there is none, the node's `isPresent` is false. */
  get(key: string): ConfigNode {
    const object = this.isPresent ? this.#object() : {};
    return this.#at(object[key], key);
  }

  /** The members of an object, by name. */
  entries(): [string, ConfigNode][] {
    if (!this.isPresent) return [];
    return Object.entries(this.#object()).map(([key, raw]) => [key, this.#at(raw, key)]);
  }

  /** The elements of a list; an empty array if there is no value. */
  items(): ConfigNode[] {
    if (!this.isPresent) return [];
    const list = this.value;
    if (!Array.isArray(list)) return this.fail('expected a list');
    return list.map((raw, i) => new ConfigNode(raw, `${this.path}[${i}]`, this.#resolve));
  }

  string(): string {
    const { value } = this;
    if (typeof value === 'string' && value !== '') return value;
    return this.fail(`expected a non-empty string, received ${quote(value)}`);
  }

  number(): number {
    const value = typeof this.value === 'string' ? Number(this.value) : this.value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return this.fail(`expected a number, received ${quote(this.value)}`);
  }

  boolean(): boolean {
    const { value } = this;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    return this.fail(`expected true or false, received ${quote(value)}`);
  }

  /** Reads the value if there is one: `node.get('delay').ifPresent((n) => n.number())`. */
  ifPresent<T>(read: (node: ConfigNode) => T): T | undefined {
    return this.isPresent ? read(this) : undefined;
  }

  /** Throws ConfigError for a member other than these, so that no member is ignored by mistake. */
  allowOnly(...keys: string[]): this {
    for (const [key, node] of this.entries()) {
      if (!keys.includes(key)) node.fail('the one-machine stack does not support this member');
    }
    return this;
  }

  /** The value as plain data, with all intrinsic functions in it resolved. */
  plain(): unknown {
    const { value } = this;
    if (Array.isArray(value)) return this.items().map((item) => item.plain());
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(this.entries().map(([key, node]) => [key, node.plain()]));
  }

  isObject(): boolean {
    const { value } = this;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  fail(problem: string): never {
    throw new ConfigError(this.path, problem);
  }

  #object(): Record<string, unknown> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail(`expected an object, received ${quote(value)}`);
    }
    return value as Record<string, unknown>;
  }

  #at(raw: unknown, key: string): ConfigNode {
    return new ConfigNode(raw, this.path ? `${this.path}.${key}` : key, this.#resolve);
  }
}
