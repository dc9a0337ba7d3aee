import { describe, expect, test } from 'vitest';
import { checkMessage, type MessageRules } from '../../../src/metadata/format/check-message.ts';
import { envelopeText } from '../../../src/metadata/format/envelope.ts';
import { parseQueueBody } from '../../../src/metadata/format/queue-body.ts';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import { jsonText } from '../../../src/metadata/format/text.ts';
import * as fc from '../../support/fast-check.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
const RULES: MessageRules = {
  ...{ askedAt: 0, now: 0, region: 'us-west-2', mode: 'envelope', maxBytes: 1_000 },
  ...{ defaultTtlMs: 600_000, newId: () => 'aaaaaaaa' },
};

/** Checks a message whose members are given as JSON, as callers send them. */
function check(members: string, rules: Partial<MessageRules> = {}) {
  const message = JSON.parse(`{"channelArn":"${ARN}",${members}}`);
  const checked = checkMessage(message, 0, { ...RULES, ...rules });
  return 'rejection' in checked ? checked.rejection : checked.message;
}

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const SAFE = 'expected numbers that JavaScript holds exactly: whole numbers up to 9007199254740991';

const wrong: [payload: string, message: string][] = [
  ['1e400', `payload: ${SAFE}, received a larger one`],
  ['-1e400', `payload: ${SAFE}, received a larger one`],
  ['9007199254740993', `payload: ${SAFE}, received a larger one`],
  [
    '{"a":[1,{"b c":9007199254740993}]}',
    `payload: ${SAFE}, received a larger one (payload.a[1]["b c"])`,
  ],
  ['{"__proto__":{"x":1e999}}', `payload: ${SAFE}, received a larger one (payload.__proto__.x)`],
  [nested(1_001), 'payload: expected at most 1000 levels of arrays and objects, received more'],
  [nested(200_000), 'payload: expected at most 1000 levels of arrays and objects, received more'],
];

describe('a payload that players would get changed is refused with the name of the member', () => {
  test.each(wrong.map(([text, message]) => [text.slice(0, 40), text, message]))(
    '%s',
    (_, payload, message) => {
      expect(check(`"payload":${payload}`)).toEqual({ index: 0, field: 'payload', message });
    },
  );

  test('also in an SQS message that another program wrote', () => {
    for (const [payload] of wrong) {
      const body = `{"v":1,"queuedAt":0,"messages":[{"id":"a","expiresAt":1,"payload":${payload}}]}`;
      const { malformed } = parseQueueBody(body) as { malformed: string };
      expect(malformed).toMatch(/^messages\.0\.payload: expected .*, received/);
    }
  });

  test('the message names a long member only in part, and no value', () => {
    const answer = check(`"payload":{"${'m'.repeat(500)}":{"secret":1e400}}`);
    expect('message' in answer && String(answer.message).length).toBeLessThan(300);
  });

  test('in plain mode, a text with half a surrogate pair', () => {
    const message =
      'payload: expected a text without lone surrogates, received one that UTF-8 cannot express';
    expect(check('"payload":"a\\ud800"', { mode: 'plain' })).toMatchObject({ message });
    expect(check('"payload":["\\ud800"]', { mode: 'plain' })).toMatchObject({ id: 'aaaaaaaa' });
  });
});

test('players get every other payload unchanged', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\ud800', '\udfff', '\uffff', 'é', '😀', '\0'),
  });
  const number = fc.oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
    fc.constantFrom(5e-324, 0.1, 1e-7, Number.MAX_SAFE_INTEGER, 2 ** 52 + 0.5),
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      text,
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(
      fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toJSON')),
      tie('value'),
      { maxKeys: 4 },
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const payload = JSON.parse(jsonText(value) ?? 'null');
      const checked = checkMessage({ channelArn: ARN, payload }, 0, {
        ...RULES,
        maxBytes: 1_000_000,
      });
      if ('rejection' in checked) throw new Error(checked.rejection.message);
      const envelope = envelopeText([
        { shortId: 'aaaaaaaa', text: jsonText(checked.message.payload) ?? '', bytes: 0 },
      ]);
      expect(createReferenceDecoder().decode(envelope)).toEqual([payload]);
    }),
  );
});

describe('ids and keys', () => {
  test.each(['id', 'key'])('with a lone surrogate are refused: %s', (member) => {
    for (const text of ['\\ud800', '\\ud801', 'a\\udfff', '\\ude00\\ud83d']) {
      expect(check(`"payload":1,"${member}":"${text}"`)).toEqual({
        ...{ index: 0, field: member },
        message: `${member}: expected a string of 1 to 128 characters without lone surrogates, received "${text}"`,
      });
      const body = `{"v":1,"queuedAt":0,"messages":[{"id":"a","${member}":"${text}","expiresAt":1,"payload":1}]}`;
      expect(parseQueueBody(body)).toEqual({
        malformed: `messages.0.${member}: expected a string without lone surrogates`,
      });
    }
  });

  test('with surrogate pairs are accepted', () => {
    expect(check('"payload":1,"id":"\\ud83d\\ude00","key":"😀"')).toMatchObject({
      id: '😀',
      key: '😀',
    });
  });
});

test('a number that is out of range is named as it was received', () => {
  for (const member of ['ttlSeconds', 'expiresAt']) {
    const { message } = check(`"payload":1,"${member}":1e400`) as { message: string };
    expect(message).toMatch(new RegExp(`^${member}: expected .*, received Infinity$`));
  }
});
