import { describe, expect, test } from 'vitest';
import { checkMessages } from '../../../src/metadata/enqueue/check-messages.ts';
import type { MessageRules } from '../../../src/metadata/format/check-message.ts';
import { InputError } from '../../../src/platform/errors.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const TERMS: MessageRules = {
  askedAt: NOW,
  now: NOW,
  region: 'us-west-2',
  account: '123456789012',
  mode: 'envelope',
  maxBytes: 1_000,
  defaultTtlMs: 600_000,
  newId: (index) => `id-${index}`,
};
const check = (message: unknown, terms: Partial<MessageRules> = {}) =>
  checkMessages({ messages: [message] }, { ...TERMS, ...terms });
const rejection = (message: unknown, terms: Partial<MessageRules> = {}) => {
  const { valid, rejected } = check(message, terms);
  expect(valid).toEqual([]);
  return rejected[0];
};

describe('a message', () => {
  test('needs only a channel and a payload', () => {
    const { valid, rejected } = check({ channelArn: ARN, payload: { a: 1 } });
    expect(rejected).toEqual([]);
    expect(valid).toEqual([
      {
        ...{ index: 0, channelArn: ARN, id: 'id-0', payload: { a: 1 }, bytes: 7 },
        expiresAt: NOW + 600_000,
      },
    ]);
  });

  test.each([null, false, 0, '', [], {}, 'text', [1, { deep: [null] }]])(
    'can have any JSON value as payload: %j',
    (payload) => {
      expect(check({ channelArn: ARN, payload }).valid[0]?.payload).toEqual(payload);
    },
  );

  test('keeps its id and its key', () => {
    const { valid } = check({ channelArn: ARN, payload: 1, id: 'q1', key: 'score' });
    expect(valid[0]).toMatchObject({ id: 'q1', key: 'score' });
  });

  test('expires ttlSeconds after the request, or at expiresAt in either form', () => {
    const at = (members: object, terms = {}) =>
      check({ channelArn: ARN, payload: 1, ...members }, terms).valid[0]?.expiresAt;
    expect(at({ ttlSeconds: 1.5 })).toBe(NOW + 1_500);
    expect(at({ ttlSeconds: 60 }, { askedAt: NOW - 50_000 })).toBe(NOW + 10_000);
    expect(at({ expiresAt: NOW + 5 })).toBe(NOW + 5);
    expect(at({ expiresAt: '2026-11-21T13:00:10+01:00' })).toBe(NOW + 10_000);
  });

  test.each([
    ['channelArn', { channelArn: 'quiz' }],
    ['channelArn', { channelArn: ARN.replace('channel/', 'stream-key/') }],
    ['channelArn', { channelArn: ARN.replace('us-west-2', 'eu-west-1') }],
    ['channelArn', { channelArn: ARN.replace('123456789012', '210987654321') }],
    ['channelArn', { channelArn: undefined }],
    ['channelArn', { channelArn: 7 }],
    ['payload', { payload: undefined }],
    ['id', { id: '' }],
    ['id', { id: 7 }],
    ['id', { id: 'x'.repeat(129) }],
    ['key', { key: '' }],
    ['ttlSeconds', { ttlSeconds: 0 }],
    ['ttlSeconds', { ttlSeconds: '60' }],
    ['ttlSeconds', { ttlSeconds: 21_601 }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: '2026-11-21T13:00:00' }],
    ['expiresAt', { expiresAt: NOW }],
    ['expiresAt', { expiresAt: 1_795_262_400 }],
    ['expiresAt', { expiresAt: NOW + 21_600_001 }],
    ['expiresAt', { expiresAt: NOW + 1_000, ttlSeconds: 1 }],
    ['sticky', { sticky: true }],
  ])('is rejected with the name of the wrong member: %s', (field, members) => {
    const rejected = rejection({ channelArn: ARN, payload: 1, ...members });
    expect(rejected).toMatchObject({ index: 0, field });
    expect(rejected?.message).toMatch(
      new RegExp(
        `^${field}: (expected .+, received .+|cannot be combined with ttlSeconds$|only enqueueMetadata accepts)`,
      ),
    );
  });

  test.each([null, 7, 'text', [1]])('is rejected if it is not an object: %j', (message) => {
    expect(rejection(message)).toMatchObject({ field: 'message' });
  });

  test('can be for any account if the own account is not known', () => {
    const other = ARN.replace('123456789012', '210987654321');
    const { account: _, ...unknown } = TERMS;
    const messages = [{ channelArn: other, payload: 1 }];
    expect(checkMessages({ messages }, unknown).valid).toHaveLength(1);
  });

  test('is rejected if its time was over before it arrived', () => {
    const stale = rejection(
      { channelArn: ARN, payload: 1, ttlSeconds: 60 },
      { askedAt: NOW - 60_000 },
    );
    expect(stale?.field).toBe('ttlSeconds');
  });

  test('can be exactly as large as eight requests hold, in bytes of UTF-8', () => {
    const fits = { channelArn: ARN, payload: 'x'.repeat(7_747) };
    expect(check(fits).valid).toHaveLength(1);
    expect(rejection({ channelArn: ARN, payload: `${fits.payload}x` })).toEqual({
      ...{ index: 0, field: 'payload' },
      message:
        'payload: expected at most what 8 requests of 1000 bytes hold, received 7750 bytes in UTF-8',
    });
    expect(check({ channelArn: ARN, payload: 'é'.repeat(3_873) }).valid).toHaveLength(1);
    expect(check({ channelArn: ARN, payload: 'é'.repeat(3_874) }).valid).toHaveLength(0);
  });

  test('must fit into one request in plain mode', () => {
    const plain = { mode: 'plain' as const };
    const text = (payload: unknown) => check({ channelArn: ARN, payload }, plain).valid.length;
    expect([text('é'.repeat(500)), text({ a: 'x'.repeat(992) })]).toEqual([1, 1]);
    const sizes = [
      rejection({ channelArn: ARN, payload: 'é'.repeat(501) }, plain),
      rejection({ channelArn: ARN, payload: '' }, plain),
    ];
    expect(sizes.map((rejected) => rejected?.message)).toEqual([
      'payload: expected a text of 1 to 1000 bytes in UTF-8, received 1002 bytes',
      'payload: expected a text of 1 to 1000 bytes in UTF-8, received 0 bytes',
    ]);
  });

  test('is rejected without a quote of its payload', () => {
    const payload = 'the secret answer'.repeat(1_000);
    for (const members of [{}, { id: 7 }, { sticky: payload }, { [payload]: 1 }]) {
      const rejected = rejection({ channelArn: ARN, payload, ...members });
      expect(JSON.stringify(rejected).length).toBeLessThan(500);
      if (!(payload in members)) expect(JSON.stringify(rejected)).not.toContain('secret');
    }
    expect(JSON.stringify(rejection(payload))).not.toContain('secret');
  });

  test('is rejected if its payload is nested too deeply', () => {
    const payload = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(rejection({ channelArn: ARN, payload })?.field).toBe('payload');
  });
});

describe('a request', () => {
  test('is checked message by message, so a wrong message does not affect the others', () => {
    const good = { channelArn: ARN, payload: 1 };
    const { valid, rejected } = checkMessages({ messages: [good, null, good] }, TERMS);
    expect(valid.map(({ index }) => index)).toEqual([0, 2]);
    expect(rejected.map(({ index }) => index)).toEqual([1]);
  });

  test('must not have two messages of a channel with the same id', () => {
    const message = { channelArn: ARN, payload: 1, id: 'a' };
    const other = { ...message, channelArn: `${ARN}2` };
    const { valid, rejected } = checkMessages({ messages: [message, other, message] }, TERMS);
    expect(valid.map(({ index }) => index)).toEqual([0, 1]);
    expect(rejected).toMatchObject([{ index: 2, field: 'id' }]);
  });

  test.each([
    ['body', null],
    ['body', []],
    ['body', 'messages'],
    ['body', { messages: [], extra: 1 }],
    ['messages', {}],
    ['messages', { messages: 'a question' }],
    ['messages', { messages: {} }],
  ])('is refused as a whole with the name of the wrong member: %s', (field, body) => {
    const act = () => checkMessages(body, TERMS);
    expect(act).toThrow(InputError);
    expect(act).toThrow(new RegExp(`^${field}: expected`));
  });

  test.each([
    [null, 'body: expected an object {messages: [...]}, received "null"'],
    [[], 'body: expected an object {messages: [...]}, received "array"'],
    [{}, 'messages: expected an array of messages, received nothing'],
  ])('is refused with the type of the received value: %j', (body, message) => {
    expect(() => checkMessages(body, TERMS)).toThrow(message);
  });

  test('can have an empty list of messages', () => {
    expect(checkMessages({ messages: [] }, TERMS)).toEqual({ valid: [], rejected: [] });
  });
});
