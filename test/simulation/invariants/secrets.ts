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
      // What a request to the table reads is named by its key, and cannot hold more.
      if (service === 'dynamodb') expectNone('the table', written(input));
      else if (service !== 'ivs' && service !== 'secretsmanager')
        expectNone(`a request to ${service}`, input);
    },
    onLog: (line) => expectNone(`the log of ${line.function}`, [line.message, line.fields]),
    onFunctionEnd: ({ name, outcome }) => expectNone(`the answer of ${name}`, outcome),
  };
}

const written = (input: object): unknown[] => {
  const { Item, ExpressionAttributeValues, RequestItems } = input as Record<string, unknown>;
  return [Item, ExpressionAttributeValues, RequestItems];
};

const isKeyValue = (text: string) => text.includes('sk_') && KEY_VALUE.test(text);

/** Some million values are looked at in a simulated day, so this calls itself only for lists and objects. */
function holdsKeyValue(value: unknown): boolean {
  if (typeof value === 'string') return isKeyValue(value);
  for (const key in value as object) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'string' ? isKeyValue(member) : isObject(member) && holdsKeyValue(member))
      return true;
  }
  return false;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
