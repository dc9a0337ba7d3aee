import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RulePlan } from '../../../src/local/config/plan.ts';
import { Scheduler } from '../../../src/local/schedules/scheduler.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const RULE: RulePlan = {
  configPath: 'functions.f.events[0]',
  name: 'tick',
  bus: 'default',
  function: 'f',
  enabled: true,
  on: { schedule: 'rate(1 minute)' },
};

function start(factor: number, ...rules: Partial<RulePlan>[]) {
  const fired: { rule: string; payload: unknown }[] = [];
  const scheduler = new Scheduler(
    rules.map((rule) => ({ ...RULE, ...rule })),
    {
      factor,
      now: Date.now,
      newId: () => 'event-id',
      invokeTarget: ({ name }, payload) => fired.push({ rule: name, payload }),
    },
  );
  scheduler.start();
  return { scheduler, fired };
}

test('a rate fires first one period after the start, with a Scheduled Event', () => {
  const { fired } = start(1, {});
  vi.advanceTimersByTime(59_999);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toHaveLength(1);
  expect(fired[0]?.payload).toMatchObject({
    version: '0',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-11-21T12:01:00Z',
    region: 'us-west-2',
    resources: ['arn:aws:events:us-west-2:123456789012:rule/tick'],
    detail: {},
  });
  vi.advanceTimersByTime(600_000);
  expect(fired).toHaveLength(11);
});

test('with a factor, rate and cron schedules fire more often, and their events have the real time', () => {
  const { fired } = start(
    10,
    { name: 'rate' },
    { name: 'cron', on: { schedule: 'cron(0 13 * * ? *)' } },
  );
  vi.advanceTimersByTime(360_000);
  expect(fired.filter(({ rule }) => rule === 'rate')).toHaveLength(60);
  const cron = fired.filter(({ rule }) => rule === 'cron');
  expect(cron).toMatchObject([{ payload: { time: '2026-11-21T12:06:00Z' } }]);
});

test('a timer that fires a moment too early does not make a schedule fire twice', () => {
  const began = Date.now();
  const fired: unknown[] = [];
  const slow = (): number => began + (Date.now() - began) * 0.9999;
  new Scheduler([RULE], {
    factor: 1,
    now: slow,
    newId: () => 'id',
    invokeTarget: (rule) => fired.push(rule),
  }).start();
  vi.advanceTimersByTime(60_000);
  expect(fired).toHaveLength(1);
  vi.advanceTimersByTime(59_000);
  expect(fired).toHaveLength(1);
});

test('schedules that are off, disabled or stopped do not fire', () => {
  const off = start(0, {});
  const disabled = start(1, { enabled: false });
  const stopped = start(1, {});
  stopped.scheduler.stop();
  vi.advanceTimersByTime(3_600_000);
  for (const { fired } of [off, disabled, stopped]) expect(fired).toEqual([]);
});

test('a schedule can fire later than the longest timer of Node', () => {
  const { fired } = start(1, { on: { schedule: 'rate(60 days)' }, input: { go: 1 } });
  vi.advanceTimersByTime(60 * 86_400_000 - 1);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toEqual([{ rule: 'tick', payload: { go: 1 } }]);
});

test('a schedule that EventBridge would refuse is an error at start-up, also when schedules are off', () => {
  expect(() => start(0, { on: { schedule: 'rate(1 minutes)' } })).toThrow(
    /serverless.yml: functions.f.events\[0\]: schedule rate\(1 minutes\)/,
  );
});
