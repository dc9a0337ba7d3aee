import { expect, test } from 'vitest';
import { makeEvent } from '../../../src/local/bus/event.ts';
import { RecentEvents, readRecentEventsQuery } from '../../../src/local/bus/recent.ts';

const event = (name: string) => makeEvent('id', { source: 'test', detailType: name, at: 0 });
const namesOf = (seen: ReturnType<RecentEvents['find']>) =>
  seen.map((one) => one.event['detail-type']);

test('events are found by bus and time, and `after` the last event skips none', () => {
  const recent = new RecentEvents(() => 5);
  recent.add('mine', event('a'));
  recent.add('default', event('b'));
  recent.add('mine', event('c'));
  expect(namesOf(recent.find({ after: 0 }))).toEqual(['a', 'b', 'c']);
  const [first] = recent.find({ bus: 'mine', after: 0 });
  expect(namesOf(recent.find({ bus: 'mine', after: first?.at ?? 0 }))).toEqual(['c']);
  recent.clear();
  expect(recent.find({ after: 0 })).toEqual([]);
});

test('the newest thousand events are kept', () => {
  const recent = new RecentEvents(() => 1);
  for (let i = 0; i < 2_500; i++) recent.add('mine', event(`${i}`));
  const names = namesOf(recent.find({ after: 0 }));
  expect([names.length, names[0], names.at(-1)]).toEqual([1_000, '1500', '2499']);
});

test.each([
  ['', { after: 0 }],
  ['bus=mine&after=12', { bus: 'mine', after: 12 }],
])('the query "%s" is read', (text, query) => {
  expect(readRecentEventsQuery(new URLSearchParams(text), (bus) => bus === 'mine')).toEqual(query);
});

test.each([
  ['bus=yours', 'bus: there is no bus yours'],
  ['after=now', 'after: expected a time in ms, received "now"'],
  ['after=', 'after: expected a time in ms, received ""'],
  ['since=1', 'since: expected bus or after'],
])('the query "%s" is refused', (text, message) => {
  expect(() => readRecentEventsQuery(new URLSearchParams(text), (bus) => bus === 'mine')).toThrow(
    expect.objectContaining({ status: 400, message }),
  );
});
