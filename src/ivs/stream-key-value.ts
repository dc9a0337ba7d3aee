import { inspect } from 'node:util';

const SHOWN = '[stream key value]';

/**
 * The value of a stream key: whoever has it can go live on the channel. It goes from IVS to the secret
 * store and nowhere else, so it shows itself to nobody by accident: not to a log, not as JSON, not in
 * a text, not in an inspected object.
 */
export class StreamKeyValue {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: for the secret store alone. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
