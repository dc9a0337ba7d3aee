import { expect, test } from 'vitest';
import { formatArn, isChannelArn, parseArn } from '../../src/ivs/arn.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/Quiz0Show0aB';

test('an ARN is read into its parts and back', () => {
  const parts = parseArn(CHANNEL);
  expect(parts).toEqual({
    region: 'us-west-2',
    account: '123456789012',
    type: 'channel',
    id: 'Quiz0Show0aB',
  });
  expect(parts && formatArn(parts)).toBe(CHANNEL);
});

test.each([
  undefined,
  42,
  '',
  'Quiz0Show0aB',
  `${CHANNEL}\n`,
  `${CHANNEL}/x`,
  CHANNEL.replace(':ivs:', ':ivschat:'),
  CHANNEL.replace('123456789012', ''),
])('%j is not an ARN of IVS', (text) => {
  expect(parseArn(text)).toBeUndefined();
});

test('a stream key is not a channel', () => {
  expect(isChannelArn(CHANNEL.replace('channel/', 'stream-key/'))).toBe(false);
  expect(isChannelArn(CHANNEL)).toBe(true);
});
