import { NotSupportedError } from './errors.ts';

/** Adds as DynamoDB does, in decimals: 0.1 + 0.2 is 0.3. */
export function addNumbers(a: number, b: number): number {
  const sum = Number.isInteger(a) && Number.isInteger(b) ? a + b : addDecimals(a, b);
  if (Math.abs(sum) > Number.MAX_SAFE_INTEGER) {
    throw new NotSupportedError(`the sum of ${a} and ${b}: it exceeds Number.MAX_SAFE_INTEGER`);
  }
  return sum;
}

function addDecimals(a: number, b: number): number {
  const [left, right] = [decimal(a), decimal(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return Number(`${scaled(left) + scaled(right)}e${exponent}`);
}

/** `digits` × 10 ^ `exponent` */
interface Decimal {
  digits: bigint;
  exponent: number;
}

function decimal(value: number): Decimal {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
