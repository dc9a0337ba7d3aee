import { expect, test } from 'vitest';
import { conditionalWrite, responseUnlessRefused } from '../../src/platform/conditional-write.ts';

const refused = () =>
  Promise.reject(
    Object.assign(new Error('The conditional request failed'), {
      name: 'ConditionalCheckFailedException',
    }),
  );

test('a write whose condition holds answers true', async () => {
  expect(await conditionalWrite(Promise.resolve({}))).toBe(true);
  expect(await responseUnlessRefused(Promise.resolve({ Attributes: {} }))).toEqual({
    Attributes: {},
  });
});

test('a write whose condition does not hold answers false, and has no response', async () => {
  expect(await conditionalWrite(refused())).toBe(false);
  expect(await responseUnlessRefused(refused())).toBeUndefined();
});

test('every other error of a write is thrown', async () => {
  const failed = new Error('no answer');
  await expect(conditionalWrite(Promise.reject(failed))).rejects.toBe(failed);
});
