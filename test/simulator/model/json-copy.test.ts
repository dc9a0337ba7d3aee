import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonCopy } from '../../../src/simulator/model/json-copy.ts';

const values = fc.oneof(
  fc.jsonValue({ noUnicodeString: false }),
  fc.object({
    withNullPrototype: false,
    values: [fc.string(), fc.integer(), fc.constant(undefined)],
  }),
);

test('a copy is what a client would read from JSON, and shares nothing with the original', () => {
  fc.assert(
    fc.property(values, (value) => {
      fc.pre(!JSON.stringify(value)?.includes('-0'));
      const copy = jsonCopy(value);
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
    }),
  );
});

test('a tag may have the key __proto__, and a member without a value is left out', () => {
  const tags = JSON.parse('{"__proto__":"x","name":{"a":1}}');
  expect(JSON.stringify(jsonCopy({ tags, none: undefined }))).toBe(
    '{"tags":{"__proto__":"x","name":{"a":1}}}',
  );
});
