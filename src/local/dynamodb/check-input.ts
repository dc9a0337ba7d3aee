import { AwsError, isJsonObject, type JsonObject, serializationError } from '../aws-json.ts';

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Refuses what dynalite does not check, and what it then fails on in the middle of an operation: null inside of
 * lists and maps, numbers that are none, incomplete tags.
 *
 * @throws AwsError SerializationException or ValidationException, as DynamoDB does
 */
export function checkInput(input: JsonObject): void {
  for (const [name, value] of Object.entries(input)) if (value !== null) checkValue(value, name);
  if (Array.isArray(input.Tags)) input.Tags.forEach(checkTag);
}

function checkValue(value: unknown, path: string): void {
  if (value === null) throw serializationError(`${path}: expected a value, received null`);
  if (Array.isArray(value))
    value.forEach((item, index) => void checkValue(item, `${path}[${index}]`));
  else if (isJsonObject(value)) {
    for (const number of numbersOf(value)) checkNumber(number, path);
    for (const [name, member] of Object.entries(value)) checkValue(member, `${path}.${name}`);
  }
}

/** The numbers of an attribute value: `{"N": "1"}` or `{"NS": ["1"]}`. */
function numbersOf({ N: number, NS: numbers }: JsonObject): string[] {
  const all = [number, ...(Array.isArray(numbers) ? numbers : [])];
  return all.filter((one) => typeof one === 'string');
}

function checkNumber(text: string, path: string): void {
  if (NUMBER.test(text)) return;
  const message = `The parameter cannot be converted to a numeric value: ${text} (${path})`;
  throw new AwsError('com.amazon.coral.validate#ValidationException', message);
}

function checkTag(tag: unknown, index: number): void {
  const { Key, Value } = isJsonObject(tag) ? tag : {};
  if (typeof Key === 'string' && typeof Value === 'string') return;
  throw serializationError(`Tags[${index}]: expected the strings Key and Value`);
}
