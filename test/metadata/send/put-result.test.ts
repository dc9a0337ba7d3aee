import { describe, expect, test } from 'vitest';
import { putResultOf } from '../../../src/metadata/send/put-result.ts';

function sdkError(name: string, status?: number): Error {
  const error = new Error(`what ${name} says`);
  error.name = name;
  return Object.assign(error, status !== undefined && { $metadata: { httpStatusCode: status } });
}

describe('the result of a failed PutMetadata request', () => {
  test.each([
    ['ThrottlingException', 429, 'throttled'],
    ['SomethingElse', 429, 'throttled'],
    ['ChannelNotBroadcasting', 404, 'offline'],
    ['ValidationException', 400, 'invalid'],
    ['ResourceNotFoundException', 404, 'unknownChannel'],
    ['AccessDeniedException', 403, 'denied'],
    ['PendingVerification', 403, 'denied'],
    ['InternalServerException', 500, 'unknown'],
    ['ServiceUnavailable', 503, 'unknown'],
    ['TimeoutError', undefined, 'unknown'],
    ['ECONNRESET', undefined, 'unknown'],
  ])('%s (%s): %s', (name, status, kind) => {
    expect(putResultOf(sdkError(name, status)).kind).toBe(kind);
  });

  test('does not contain the message of a ValidationException, which may quote the payload', () => {
    expect(JSON.stringify(putResultOf(sdkError('ValidationException', 400)))).not.toContain('says');
  });

  test('is unknown if the thrown value is not an Error', () => {
    expect(putResultOf('cut').kind).toBe('unknown');
  });
});
