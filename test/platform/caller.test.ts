import { expect, test } from 'vitest';
import { callerOf } from '../../src/platform/caller.ts';

test.each([
  ['nothing', {}, 'not known'],
  ['a client context', { custom: { caller: 'a@b', program: 'CLI' } }, 'said by the CLI: a@b'],
  ['one with a capital', { Custom: { caller: 'a@b' } }, 'said by the caller: a@b'],
  ['another client context', { client: { installation_id: 'x' } }, 'not known'],
  ['a client context of another type', 'a@b', 'not known'],
  ['one with a name that is no text', { custom: { caller: { a: 1 } } }, 'not known'],
  [
    'one that would control a terminal',
    { custom: { caller: 'a\u001b[2J\n\u202eb', program: 'C\tI' } },
    'said by the C?I: a?[2J??b',
  ],
  [
    'one that is long',
    { custom: { caller: 'x'.repeat(500) } },
    `said by the caller: ${'x'.repeat(128)}`,
  ],
])('the caller of an invocation with %s', (_, clientContext, caller) => {
  expect(callerOf({ clientContext: clientContext as never })).toBe(caller);
});

test('a user of Amazon Cognito is known to Lambda, so what the program says does not count', () => {
  const identity = { cognitoIdentityId: 'us-west-2:1', cognitoIdentityPoolId: 'p' };
  const clientContext = { custom: { caller: 'somebody else' } } as never;
  expect(callerOf({ identity, clientContext })).toBe('the Cognito identity us-west-2:1');
});
