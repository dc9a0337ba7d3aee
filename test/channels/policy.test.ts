import { describe, expect, test } from 'vitest';
import {
  policyTags,
  protectionOf,
  readPolicy,
  tagKeys,
  unreadableTags,
} from '../../src/channels/policy.ts';
import * as fc from '../support/fast-check.ts';
import { TAG_KEYS } from '../support/tag-keys.ts';

const read = (key: 'auto-delete' | 'rotate-key' | 'protect', value: string) => {
  const policy = readPolicy({ [`autopilot:${key}`]: value }, TAG_KEYS);
  return {
    'auto-delete': policy.autoDelete,
    'rotate-key': policy.rotateKey,
    protect: policy.protect,
  }[key];
};
const set = (value: unknown) => ({ state: 'set', value });

test('without tags, every part of the policy is absent', () => {
  const absent = { state: 'absent' };
  expect(readPolicy({ team: 'a' }, TAG_KEYS)).toEqual({
    keys: TAG_KEYS,
    autoDelete: absent,
    rotateKey: absent,
    protect: absent,
  });
  expect(readPolicy(undefined, TAG_KEYS)).toEqual(readPolicy({}, TAG_KEYS));
});

test('every valid value is read', () => {
  expect(read('auto-delete', 'true')).toEqual(set('default'));
  expect(read('auto-delete', '30s')).toEqual(set(30_000));
  expect(read('auto-delete', '10m')).toEqual(set(600_000));
  expect(read('auto-delete', '2h')).toEqual(set(7_200_000));
  expect(read('auto-delete', '7d')).toEqual(set(604_800_000));
  expect(read('rotate-key', '30d')).toEqual(set({ on: 'age', ageMs: 2_592_000_000 }));
  expect(read('rotate-key', 'on-end')).toEqual(set({ on: 'end' }));
  expect(read('rotate-key', 'never')).toEqual(set({ on: 'never' }));
  expect(read('protect', 'true')).toEqual(set(true));
});

describe.each([
  '',
  ' ',
  'True',
  'TRUE',
  ' true',
  'true ',
  'false',
  'yes',
  '0s',
  '010m',
  '10',
  '10 m',
  '-1d',
  '1.5h',
  '10M',
  '4000d',
  'on-end',
  'never',
  'on-end ',
  'On-End',
])('the auto-delete value %j', (value) => {
  test('is unreadable, and the reason names the tag and the value', () => {
    const parsed = read('auto-delete', value);
    expect(parsed.state).toBe('unreadable');
    expect(parsed).toMatchObject({ reason: expect.stringContaining(JSON.stringify(value)) });
    expect(parsed).toMatchObject({ reason: expect.stringContaining('autopilot:auto-delete') });
  });
});

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const most = { s: 315_360_000, m: 5_256_000, h: 87_600, d: 3_650 };
const duration = fc
  .constantFrom('s', 'm', 'h', 'd')
  .chain((unit) =>
    fc.record({ count: fc.integer({ min: 1, max: most[unit] }), unit: fc.constant(unit) }),
  );

test('auto-delete and rotate-key read every duration alike', () => {
  fc.assert(
    fc.property(duration, ({ count, unit }) => {
      const ms = count * units[unit];
      expect(read('auto-delete', `${count}${unit}`)).toEqual(set(ms));
      expect(read('rotate-key', `${count}${unit}`)).toEqual(set({ on: 'age', ageMs: ms }));
    }),
  );
});

const GOOD = /^([1-9]\d{0,8}[smhd]|true)$/;

test('every other value is unreadable', () => {
  const nearMiss = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'0123456789smhd tTrue-'), maxLength: 8 }),
  );
  fc.assert(
    fc.property(
      nearMiss.filter((text) => !GOOD.test(text)),
      (text) => {
        expect(read('auto-delete', text).state).toBe('unreadable');
        expect(read('protect', text).state).toBe('unreadable');
      },
    ),
    { numRuns: 500 },
  );
});

test('any value of protect protects the channel', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (value) => {
      expect(protectionOf(readPolicy({ 'autopilot:protect': value }, TAG_KEYS))).toBeDefined();
    }),
  );
});

test.each([
  'autopilot:protected',
  'Autopilot:Protect',
  'autopilot:protect ',
  'AUTOPILOT:AUTO-DELETE',
  ' autopilot:x',
])('the unknown tag %j protects the channel, and the reason names it', (key) => {
  const policy = readPolicy({ 'autopilot:auto-delete': 'true', [key]: 'true' }, TAG_KEYS);
  expect(protectionOf(policy)).toMatchObject({ reason: 'tag-unreadable' });
  expect(unreadableTags(policy)).toEqual([expect.stringContaining(JSON.stringify(key))]);
});

test('policyTags leaves out tags without the prefix', () => {
  const tags = { team: 'x', 'autopilot:protect': 'true', 'Autopilot:x': 'y' };
  expect(policyTags(tags, TAG_KEYS)).toEqual({ 'autopilot:protect': 'true', 'Autopilot:x': 'y' });
});

test('a stage obeys the tags of its own prefix, whatever tags of other prefixes say', () => {
  const prefixes = fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9_.@/+-]{0,11}$/), {
    minLength: 2,
    maxLength: 2,
  });
  const names = fc.constantFrom('auto-delete', 'rotate-key', 'protect', 'protected', '');
  const values = fc.constantFrom('true', '10m', 'on-end', 'never', 'no', '');
  const tags = fc.dictionary(names, values);
  fc.assert(
    fc.property(prefixes, tags, tags, ([own = '', other = ''], ownTags, otherTags) => {
      const keys = tagKeys(own);
      const prefixed = (prefix: string, some: Record<string, string>) =>
        Object.fromEntries(
          Object.entries(some).map(([name, value]) => [`${prefix}:${name}`, value]),
        );
      const both = { ...prefixed(own, ownTags), ...prefixed(other, otherTags) };
      expect(readPolicy(both, keys)).toEqual(readPolicy(prefixed(own, ownTags), keys));
      expect(policyTags(both, keys)).toEqual(prefixed(own, ownTags));
    }),
  );
});

test('reasons name the tags of the stage', () => {
  const policy = readPolicy({ 'night:auto-delete': '10 m', 'night:x': '' }, tagKeys('night'));
  expect(unreadableTags(policy)).toEqual([
    expect.stringContaining('tag night:auto-delete: expected true or a duration'),
    'tag "night:x": expected one of night:auto-delete, night:rotate-key, night:protect',
  ]);
});
