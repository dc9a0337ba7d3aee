import { expect, test } from 'vitest';
import { sdkFailure } from '../../src/platform/sdk-failure.ts';

const sdkError = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test.each<[string, unknown, string]>([
  ['status 429', sdkError('Whatever', 429), 'throttled'],
  ['a throttling error with status 400', sdkError('ThrottlingException', 400), 'throttled'],
  [
    'DynamoDB’s throttling error',
    sdkError('ProvisionedThroughputExceededException', 400),
    'throttled',
  ],
  ['another 4xx status', sdkError('ValidationException', 400), 'refused'],
  ['a 5xx status', sdkError('InternalServerException', 503), 'unknown'],
  ['no response', sdkError('TimeoutError'), 'unknown'],
  ['an error that is not from the SDK', new Error('socket hang up'), 'unknown'],
  ['a value that is not an error', undefined, 'unknown'],
])('%s', (_what, error, failure) => {
  expect(sdkFailure(error)).toBe(failure);
});
