const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat('en-US', {
  ...{ minimumFractionDigits: 1, maximumFractionDigits: 1 },
});
const THREE_DIGITS = new Intl.NumberFormat('en-US', {
  ...{ minimumSignificantDigits: 3, maximumSignificantDigits: 3 },
});

/** `12,345`; at most one decimal place. */
export const countText = (count: number): string => COUNT.format(count);

/** `12,345.0`, so that the decimal points of a column stand in a line. */
export const tenthsText = (value: number): string => TENTHS.format(value);

/** `1 channel`, `12,345 channels`. @param many if it is not `one` and an s */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** Bytes: `312 B`, `1.50 KB`. A KB has 1,000 bytes. */
export const bytesText = (bytes: number): string => scaled(bytes, ['B', 'KB', 'MB', 'GB']);

/** Bits per second: `4.50 Mbit/s`. */
export const bitrateText = (bitsPerSecond: number): string =>
  scaled(bitsPerSecond, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']);

function scaled(value: number, units: readonly string[]): string {
  let [rest, unit] = [value, 0];
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1_000;
    unit++;
  }
  const digits = unit === 0 ? WHOLE : THREE_DIGITS;
  return `${digits.format(rest)} ${units[unit]}`;
}
