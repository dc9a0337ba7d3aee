import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { PatternError } from './errors.ts';
import { onString, text, type ValueTest } from './strings.ts';

const COMPARE: Record<string, (value: number, limit: number) => boolean> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

/** EventBridge compares only numbers from -5e9 to 5e9. */
const MAX_NUMBER = 5e9;

/** `{"numeric": [">", 0, "<=", 5]}`: one comparison, or a lower and an upper limit. */
export function numeric(argument: unknown, path: string): ValueTest {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) {
    throw new PatternError(
      path,
      'numeric expects one or two comparisons, such as [">", 0, "<=", 5]',
    );
  }
  const tests = [0, 2]
    .filter((i) => i < argument.length)
    .map((i) => {
      const compare = COMPARE[String(argument[i])];
      const limit: unknown = argument[i + 1];
      if (!compare) throw new PatternError(path, `unknown comparison ${String(argument[i])}`);
      if (typeof limit !== 'number' || Math.abs(limit) > MAX_NUMBER) {
        throw new PatternError(
          path,
          `expected a number within ±${MAX_NUMBER}, received ${String(limit)}`,
        );
      }
      return (value: number) => compare(value, limit);
    });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** `{"cidr": "10.0.0.0/24"}`, for IPv4 or IPv6. */
export function cidr(argument: unknown, path: string): ValueTest {
  const [address = '', bits = ''] = text(argument, path).split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const maxBits = family === 'ipv4' ? 32 : 128;
  if ((family === 'ipv6' && !isIPv6(address)) || !/^\d+$/.test(bits) || Number(bits) > maxBits) {
    throw new PatternError(
      path,
      `expected a CIDR such as 10.0.0.0/24, received ${String(argument)}`,
    );
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return onString((value) => {
    if (family === 'ipv4' ? !isIPv4(value) : !isIPv6(value)) return false;
    return block.check(value, family);
  });
}
