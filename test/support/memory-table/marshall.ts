import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, isSet, typeOf, type Value } from './values.ts';

/** The document client leaves the item of an error as DynamoDB sent it. */
export const marshall = (item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));

function attributeValue(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: Uint8Array.from(value) };
  if (isSet(value)) {
    const members = [...value].map(String);
    return typeOf(value) === 'NS' ? { NS: members } : { SS: members };
  }
  return Array.isArray(value) ? { L: value.map(attributeValue) } : { M: marshall(value as Item) };
}
