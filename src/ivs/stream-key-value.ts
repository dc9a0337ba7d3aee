import { inspect } from 'node:util';

const PLACEHOLDER = '[stream key value]';
/** `sk_us-west-2_…`: the form of the values that IVS makes. */
const VALUES = /sk_[a-z]+(?:-[a-z]+)+-\d+_\w+/g;

/** Replaces the values of stream keys in a text that somebody else wrote. */
export const withoutStreamKeyValues = (text: string): string => text.replace(VALUES, PLACEHOLDER);

/**
 * The value of a stream key. Anyone who has it can go live on the channel. The value may only go from IVS
 * to the secret store, so logs, JSON, strings and inspected objects show a placeholder instead.
 */
export class StreamKeyValue {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only the secret store may call this. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  [inspect.custom](): string {
    return PLACEHOLDER;
  }
}
