import { expect, test } from 'vitest';
import { Buses } from '../../../src/local/bus/bus.ts';
import type { BusEvent } from '../../../src/local/bus/event.ts';
import { putEvents } from '../../../src/local/bus/put-events.ts';
import type { RulePlan } from '../../../src/local/config/plan.ts';

const NOW = Date.parse('2026-11-21T12:00:00.789Z');

const RULE: RulePlan = {
  configPath: 'functions.f.events[0]',
  name: 'rule',
  bus: 'default',
  function: 'f',
  enabled: true,
  on: { pattern: { source: ['mine'] } },
};

function record(...rules: Partial<RulePlan>[]) {
  const delivered: { rule: string; payload: unknown }[] = [];
  const plans = rules.map((rule) => ({ ...RULE, ...rule }));
  let events = 0;
  const buses = new Buses(['custom'], plans, {
    now: () => NOW,
    newId: () => `event-${++events}`,
    invokeTarget: ({ name }, payload) => delivered.push({ rule: name, payload }),
  });
  return { buses, delivered };
}

const entry = { Source: 'mine', DetailType: 'Thing Happened', Detail: '{"a":1}' };

test('an entry becomes an event and goes to every matching rule of its bus', () => {
  const { buses, delivered } = record(
    { name: 'one' },
    { name: 'two', on: { pattern: { detail: { a: [1] } } } },
    { name: 'other bus', bus: 'custom' },
    { name: 'disabled', enabled: false },
    { name: 'no match', on: { pattern: { detail: { a: [2] } } } },
  );
  const answer = putEvents(buses, [{ ...entry, Resources: ['r'] }], NOW);

  expect(answer.FailedEntryCount).toBe(0);
  expect(delivered.map(({ rule }) => rule)).toEqual(['one', 'two']);
  expect(delivered[0]?.payload).toEqual({
    version: '0',
    id: (answer.Entries[0] as { EventId: string }).EventId,
    'detail-type': 'Thing Happened',
    source: 'mine',
    account: '123456789012',
    time: '2026-11-21T12:00:00Z',
    region: 'us-west-2',
    resources: ['r'],
    detail: { a: 1 },
  });
});

test('a rule with a constant input delivers this input', () => {
  const { buses, delivered } = record({ input: { go: true } });
  putEvents(buses, [entry], NOW);
  expect(delivered).toEqual([{ rule: 'rule', payload: { go: true } }]);
});

test('a custom bus is reached by name and by ARN', () => {
  const { buses, delivered } = record({ bus: 'custom' });
  const arn = 'arn:aws:events:us-west-2:123456789012:event-bus/custom';
  putEvents(
    buses,
    [
      { ...entry, EventBusName: 'custom' },
      { ...entry, EventBusName: arn },
    ],
    NOW,
  );
  expect(delivered).toHaveLength(2);
});

test('an entry may have a time, in seconds or ISO 8601', () => {
  const { buses, delivered } = record({});
  const Time = '2026-01-01T00:00:00Z';
  putEvents(
    buses,
    [
      { ...entry, Time: 1_767_225_600 },
      { ...entry, Time },
    ],
    NOW,
  );
  expect(delivered.map(({ payload }) => (payload as BusEvent).time)).toEqual([Time, Time]);
});

test('a wrong entry has an error in the response, and the others are put on the bus', () => {
  const { buses, delivered } = record({});
  const { FailedEntryCount, Entries } = putEvents(
    buses,
    [
      { ...entry, Source: 'aws.ivs' },
      { ...entry, Source: undefined },
      { ...entry, DetailType: '' },
      { ...entry, Detail: undefined },
      { ...entry, Detail: '[1]' },
      { ...entry, Detail: 'no json' },
      { ...entry, EventBusName: 'nowhere' },
      { ...entry, Time: 'noon' },
      entry,
    ],
    NOW,
  );

  expect(FailedEntryCount).toBe(8);
  expect(Entries.map((one) => ('ErrorCode' in one ? one.ErrorCode : 'ok'))).toEqual([
    'NotAuthorizedForSourceException',
    'InvalidArgument',
    'InvalidArgument',
    'InvalidArgument',
    'MalformedDetail',
    'MalformedDetail',
    'ResourceNotFoundException',
    'InvalidArgument',
    'ok',
  ]);
  expect(delivered).toHaveLength(1);
});

test('a request has 1 to 10 entries and at most 1 MiB', () => {
  const { buses } = record({});
  expect(() => putEvents(buses, undefined, NOW)).toThrow(/must not be null/);
  expect(() => putEvents(buses, [], NOW)).toThrow(/length greater than or equal to 1/);
  expect(() => putEvents(buses, Array(11).fill(entry), NOW)).toThrow(
    /length less than or equal to 10/,
  );
  const half = { Source: 'mine', DetailType: 'x', Detail: `{"a":"${'x'.repeat(524_275)}"}` };
  const bytes = 2 * (4 + 1 + half.Detail.length);
  expect(bytes).toBe(1_048_576);
  expect(putEvents(buses, [half, half], NOW).FailedEntryCount).toBe(0);
  expect(() => putEvents(buses, [half, { ...half, Source: 'mine!' }], NOW)).toThrow(
    /over the limit/,
  );
});

test('a pattern that EventBridge would refuse is an error at start-up that names its path', () => {
  expect(() => record({ on: { pattern: { detail: { a: [{ like: 'x' }] } } } })).toThrow(
    'serverless.yml: functions.f.events[0]: event pattern at detail.a[0]: unknown operator "like"',
  );
});
