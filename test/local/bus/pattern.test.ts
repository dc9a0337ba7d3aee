import { expect, test } from 'vitest';
import { readPattern } from '../../../src/local/bus/pattern/pattern.ts';

const EVENT = {
  source: 'aws.ivs',
  'detail-type': 'IVS Stream State Change',
  time: '2026-11-21T12:00:00Z',
  resources: ['arn:aws:ivs:us-west-2:123456789012:channel/abcd', 'arn:other'],
  detail: {
    event_name: 'Stream Start',
    count: 5,
    share: 0.5,
    live: true,
    nothing: null,
    empty: '',
    none: [],
    address: '10.0.0.33',
    address6: '2001:db8::7',
    path: 'a/lib/b.png',
    inner: { deep: 'x' },
    people: [
      { name: 'ann', age: 30 },
      { name: 'bob', age: 40 },
    ],
  },
};

const detail = (field: string, ...elements: unknown[]) => ({ detail: { [field]: elements } });

/** Patterns that match, from the documentation of EventBridge's operators. */
test.each([
  ['exact text', { source: ['aws.ivs'] }],
  ['one of several', { 'detail-type': ['other', 'IVS Stream State Change'] }],
  ['a list in the event, by one of its elements', { resources: ['arn:other'] }],
  ['number', detail('count', 5)],
  ['number, written otherwise', detail('share', 5e-1)],
  ['boolean', detail('live', true)],
  ['null', detail('nothing', null)],
  ['empty text', detail('empty', '')],
  ['nested', { detail: { inner: { deep: ['x'] } } }],
  ['prefix', { time: [{ prefix: '2026-11-21' }] }],
  ['prefix, any case', detail('event_name', { prefix: { 'equals-ignore-case': 'STREAM' } })],
  ['suffix', detail('path', { suffix: '.png' })],
  ['suffix, any case', detail('path', { suffix: { 'equals-ignore-case': '.PNG' } })],
  ['equals-ignore-case', detail('event_name', { 'equals-ignore-case': 'stream START' })],
  ['wildcard', detail('path', { wildcard: 'a/*/b.*' })],
  ['wildcard over nothing', detail('path', { wildcard: '*a/lib/b.png*' })],
  ['anything-but text', detail('event_name', { 'anything-but': 'Stream End' })],
  ['anything-but list', detail('event_name', { 'anything-but': ['Stream End', 'x'] })],
  ['anything-but numbers', detail('count', { 'anything-but': [4, 6] })],
  ['anything-but a string, on a number', detail('count', { 'anything-but': 'x' })],
  ['anything-but prefix', detail('event_name', { 'anything-but': { prefix: 'Session' } })],
  ['anything-but suffixes', detail('path', { 'anything-but': { suffix: ['.gif', '.jpg'] } })],
  ['anything-but wildcard', detail('path', { 'anything-but': { wildcard: '*/src/*' } })],
  ['anything-but, on one element of a list', { resources: [{ 'anything-but': 'arn:other' }] }],
  ['numeric equal', detail('count', { numeric: ['=', 5] })],
  ['numeric between', detail('count', { numeric: ['>', 0, '<=', 5] })],
  ['cidr', detail('address', { cidr: '10.0.0.0/24' })],
  ['cidr of IPv6', detail('address6', { cidr: '2001:db8::/32' })],
  ['exists', detail('empty', { exists: true })],
  ['exists, null', detail('nothing', { exists: true })],
  ['exists not', detail('missing', { exists: false })],
  ['exists not, as it is no leaf', detail('inner', { exists: false })],
  ['exists not, below what is missing', { detail: { gone: { deeper: [{ exists: false }] } } }],
  ['one of value and operator', detail('event_name', 'x', { prefix: 'Stream' })],
  ['objects in a list', { detail: { people: { name: ['bob'], age: [40] } } }],
  ['$or', { $or: [{ source: ['x'] }, { detail: { count: [5] } }] }],
  ['$or beside and', { source: ['aws.ivs'], detail: { $or: [{ count: [9] }, { live: [true] }] } }],
])('a pattern matches: %s', (_name, pattern) => {
  expect(readPattern(pattern)(EVENT)).toBe(true);
});

test.each([
  ['another text', { source: ['aws.ec2'] }],
  ['one of two members', { source: ['aws.ivs'], 'detail-type': ['other'] }],
  ['number for text', detail('count', '5')],
  ['text for boolean', detail('live', 'true')],
  ['case', detail('event_name', 'stream start')],
  ['missing', detail('missing', 'x')],
  ['null for missing', detail('missing', null)],
  ['prefix in the middle', detail('path', { prefix: 'lib' })],
  ['prefix of a number', detail('count', { prefix: '5' })],
  ['wildcard, dot is a dot', detail('path', { wildcard: 'a/*/bxpng' })],
  ['wildcard, all of it', detail('path', { wildcard: 'a/*/b' })],
  ['anything-but, but it is', detail('event_name', { 'anything-but': ['x', 'Stream Start'] })],
  ['anything-but, missing', detail('missing', { 'anything-but': 'x' })],
  ['anything-but prefix', detail('event_name', { 'anything-but': { prefix: 'Stream' } })],
  ['numeric above', detail('count', { numeric: ['>', 5] })],
  ['numeric of a string', detail('address', { numeric: ['>', 0] })],
  ['cidr outside', detail('address', { cidr: '10.0.1.0/24' })],
  ['cidr of a string', detail('path', { cidr: '10.0.0.0/8' })],
  ['exists, missing', detail('missing', { exists: true })],
  ['exists, no leaf', detail('inner', { exists: true })],
  ['exists, empty list', detail('none', { exists: true })],
  ['exists not, but does', detail('count', { exists: false })],
  ['objects in a list, mixed', { detail: { people: { name: ['bob'], age: [30] } } }],
  ['$or, none', { $or: [{ source: ['x'] }, { detail: { count: [6] } }] }],
  ['inherited names', { detail: { constructor: [{ exists: true }] } }],
])('a pattern does not match: %s', (_name, pattern) => {
  expect(readPattern(pattern)(EVENT)).toBe(false);
});

test('a star or backslash after a backslash stands for itself', () => {
  const pattern = readPattern({ a: [{ wildcard: 'x\\*y\\\\*' }] });
  expect(pattern({ a: 'x*y\\anything' })).toBe(true);
  expect(pattern({ a: 'xzy\\' })).toBe(false);
});

test('$or is a plain field in the cases in which EventBridge treats it as one', () => {
  const pattern = readPattern({ $or: { a: ['b'] } });
  expect(pattern({ $or: { a: 'b' } })).toBe(true);
  expect(pattern({ a: 'b' })).toBe(false);
});

test.each([
  [{}, 'must not be empty'],
  [[], 'expected an object or a list'],
  [{ source: 'aws.ivs' }, 'event pattern at source: expected an object or a list'],
  [{ source: [] }, 'an empty list matches nothing'],
  [{ detail: { a: [{ 'begins-with': 'x' }] } }, 'at detail.a[0]: unknown operator "begins-with"'],
  [{ a: [{ constructor: 'x' }] }, 'unknown operator "constructor"'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'only one operator'],
  [{ a: [['x']] }, 'expected a value or an operator'],
  [{ a: [{ prefix: 5 }] }, 'a[0].prefix: expected a string'],
  [{ a: [{ prefix: { wildcard: 'x' } }] }, 'unknown operator wildcard'],
  [{ a: [{ numeric: ['>', 'x'] }] }, 'expected a number'],
  [{ a: [{ numeric: ['!=', 1] }] }, 'unknown comparison !='],
  [{ a: [{ numeric: ['>'] }] }, 'numeric expects one or two comparisons'],
  [{ a: [{ 'anything-but': ['x', 1] }] }, 'strings or numbers, not both'],
  [{ a: [{ 'anything-but': [] }] }, 'strings or numbers'],
  [{ a: [{ 'anything-but': { exists: true } }] }, 'unknown operator "exists"'],
  [{ a: [{ exists: 'yes' }] }, 'exists expects true or false'],
  [{ a: [{ wildcard: 'a**b' }] }, 'consecutive wildcards'],
  [{ a: [{ wildcard: 'a\\b' }] }, 'expected * or \\ after'],
  [{ a: [{ cidr: '10.0.0.0/33' }] }, 'expected a CIDR'],
  [{ a: [{ cidr: 'ten/8' }] }, 'expected a CIDR'],
])('the pattern %j is refused', (pattern, message) => {
  expect(() => readPattern(pattern)).toThrow(message);
});
