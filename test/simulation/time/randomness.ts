import { seededRandom } from '../../support/random.ts';

/** Seeded random choices. */
export interface Chance {
  /** From 0 up to 1. */
  number(): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** A whole number from `from` to `to`. */
  whole(from: number, to: number): number;
  /** A number from `from` up to `to`. */
  between(from: number, to: number): number;
  /** One of the items, each as likely as the others. */
  one<Item>(items: readonly Item[]): Item;
}

/**
 * Independent streams of random numbers, one for each name. What happens in one stream does not change the
 * others: a simulation without one of its troubles stays as similar to the original as it can.
 */
export class Randomness {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  stream(name: string): Chance {
    return chanceOf(seededRandom(hash(`${this.seed} ${name}`)));
  }
}

function chanceOf(number: () => number): Chance {
  return {
    number,
    happens: (probability) => probability > 0 && number() < probability,
    whole: (from, to) => from + Math.floor(number() * (to - from + 1)),
    between: (from, to) => from + number() * (to - from),
    one(items) {
      const item = items[Math.floor(number() * items.length)];
      if (item === undefined) throw new Error('one(): expected at least one item');
      return item;
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1)
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** The last byte of a number, in hexadecimal digits. */
const byte = (value: number) => BYTES[value & 0xff];

/** Makes UUIDs of version 4. */
export function uuids(chance: Chance): () => string {
  const hex = () => {
    const value = Math.floor(chance.number() * 2 ** 32);
    return `${byte(value >>> 24)}${byte(value >>> 16)}${byte(value >>> 8)}${byte(value)}`;
  };
  return () => {
    const [a, b, c, d] = [hex(), hex(), hex(), hex()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
  };
}
