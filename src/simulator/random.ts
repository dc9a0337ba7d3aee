/** Returns a random number: at least 0, less than 1. */
export type RandomSource = () => number;

/**
 * A generator of random numbers. The same seed and name give the same numbers. Each use of random numbers has
 * a name of its own, so that it does not change the numbers of another use.
 *
 * The algorithm is sfc32 (Chris Doty-Humphrey, PractRand).
 */
export function seededRandom(seed: number, name: string): RandomSource {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, hash(name), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** FNV-1a with 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value | 0;
}
