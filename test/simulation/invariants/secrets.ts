import type { Checks } from './invariant.ts';
import type { Observer } from './observer.ts';

/** How every value of a stream key begins. */
const KEY_VALUE = /sk_[a-z0-9-]+_/;

/** The value of a stream key is in IVS and in the secret store, and nowhere else. */
export function keyValuesStaySecret(checks: Checks): Observer {
  const expectNone = (where: string, value: unknown) =>
    checks.expect('key values stay secret', !holdsKeyValue(value), () => `a key value in ${where}`);
  return {
    onRequest(service, input) {
      if (service === 'dynamodb') expectNone('the table', written(input));
      else if (service !== 'ivs' && service !== 'secretsmanager')
        expectNone(`a request to ${service}`, input);
    },
    onLog: (line) => expectNone(`the log of ${line.function}`, [line.message, line.fields]),
    onFunctionEnd: ({ name, outcome }) => expectNone(`the answer of ${name}`, outcome),
  };
}

/** What a request may write to the table. What it reads is named by its key, and cannot hold more. */
const written = (input: object): unknown[] => {
  const { Item, ExpressionAttributeValues, RequestItems } = input as Record<string, object>;
  // A BatchWriteItem has a list of writes for each table, and a BatchGetItem has an object.
  const writes = Object.values(RequestItems ?? {}).filter(Array.isArray);
  return [Item, ExpressionAttributeValues, ...writes];
};

const isKeyValue = (text: string) => text.includes('sk_') && KEY_VALUE.test(text);

function holdsKeyValue(value: unknown): boolean {
  if (typeof value === 'string') return isKeyValue(value);
  if (typeof value !== 'object' || value === null) return false;
  return (Array.isArray(value) ? value : Object.values(value)).some(holdsKeyValue);
}
