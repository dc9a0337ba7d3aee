/**
 * The largest size of the entries of a page, as JSON. Lambda's limit for the whole response is 6
 * MB.
 */
export const MAX_PAGE_BYTES = 2_500_000;

/** The size of a value as JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The first entries of `all` that fit into `maxBytes` together, but at least one. */
export function firstThatFit<T>(all: T[], maxBytes = MAX_PAGE_BYTES): T[] {
  let bytes = 0;
  const tooMany = all.findIndex((one, i) => {
    bytes += bytesOf(one);
    return i > 0 && bytes > maxBytes;
  });
  return tooMany === -1 ? all : all.slice(0, tooMany);
}
