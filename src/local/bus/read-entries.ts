import { isJsonObject, serializationError } from '../aws-json.ts';

export interface PutEventsEntry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  EventBusName?: string;
  /** Seconds since the epoch, or ISO 8601. */
  Time?: number | string;
}

/** What a member may be, in words and as a check. */
type TypeCheck = [words: string, is: (value: unknown) => boolean];

const TEXT: TypeCheck = ['a string', (value) => typeof value === 'string'];
const MEMBERS: Record<string, TypeCheck> = {
  Source: TEXT,
  DetailType: TEXT,
  Detail: TEXT,
  EventBusName: TEXT,
  Resources: [
    'a list of strings',
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  ],
  Time: ['a timestamp', (value) => typeof value === 'number' || typeof value === 'string'],
};

/**
 * Reads an entry of PutEvents. A null member counts as absent.
 *
 * @param index of the entry in the request
 * @throws AwsError SerializationException for a value of the wrong JSON type
 */
export function readEntry(entry: unknown, index: number): PutEventsEntry {
  if (!isJsonObject(entry)) throw serializationError(`Entries[${index}]: expected an object`);
  const given = Object.entries(entry).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of given) {
    const check = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
    if (check && !check[1](value))
      throw serializationError(`Entries[${index}].${name}: expected ${check[0]}`);
  }
  return Object.fromEntries(given);
}
