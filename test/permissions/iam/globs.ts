/**
 * Whether some text matches both patterns. `*` stands for any characters, `?` for one.
 *
 * A policy's ARN may be wider or narrower than the form of a resource's ARN, so neither contains the other.
 */
export function overlap(a: string, b: string): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j;
    const found = known.get(key) ?? decide(i, j);
    known.set(key, found);
    return found;
  };
  const decide = (i: number, j: number): boolean => {
    if (a[i] === '*') return from(i + 1, j) || (j < b.length && from(i, j + 1));
    if (b[j] === '*') return from(i, j + 1) || (i < a.length && from(i + 1, j));
    if (i === a.length || j === b.length) return i === a.length && j === b.length;
    return (a[i] === '?' || b[j] === '?' || a[i] === b[j]) && from(i + 1, j + 1);
  };
  return from(0, 0);
}
