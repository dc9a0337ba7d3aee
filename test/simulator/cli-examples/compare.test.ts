import { expect, test } from 'vitest';
import { differences } from './compare.ts';

const ARN = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdABCDefgh';
const OTHER = 'arn:aws:ivs:us-west-2:123456789012:channel/efghEFGHijkl';

test('every member is compared', () => {
  const expected = { a: 1, list: [{ b: 'x' }, { c: true }], gone: null };
  expect(differences(expected, structuredClone(expected))).toEqual([]);
  expect(differences(expected, { a: '1', list: [{ b: 'y' }], more: {} })).toEqual([
    { path: 'a', kind: 'value', expected: 1, actual: '1' },
    { path: 'list.0.b', kind: 'value', expected: 'x', actual: 'y' },
    { path: 'list.1', kind: 'missing', expected: { c: true } },
    { path: 'gone', kind: 'missing', expected: null },
    { path: 'more', kind: 'extra', actual: {} },
  ]);
});

test('an ARN needs only the same form, unless the command names it', () => {
  expect(differences({ arn: ARN }, { arn: OTHER })).toEqual([]);
  expect(differences({ arn: ARN }, { arn: OTHER }, [ARN])).toHaveLength(1);
  const key = OTHER.replace('channel', 'stream-key');
  expect(differences({ arn: ARN }, { arn: key })).toHaveLength(1);
  expect(differences({ name: ARN }, { name: OTHER })).toHaveLength(1);
});

test('a value without the form of its member is a difference', () => {
  expect(differences({ startTime: 1641578182 }, { startTime: '2026-11-21T12:00:00Z' })).toEqual([]);
  expect(differences({ startTime: 1641578182 }, { startTime: 'now' })).toHaveLength(1);
});
