import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { FUNCTIONS, nameOf, QUEUES, stageOf } from '../../src/doctor/expected.ts';

interface Configured {
  functions: Record<string, { events?: Record<string, EventConfig>[] }>;
  custom: { names: Record<string, string> };
  resources: { Resources: Record<string, { Type?: string } | string> };
}
interface EventConfig {
  name?: string;
  schedule?: string;
  eventBus?: string;
  arn?: unknown;
}

const service = parse(readFileSync('serverless.yml', 'utf8'), { merge: true }) as Configured;

/** What doctor should expect of a function with these events. */
function expectedOf(name: string, events: Record<string, EventConfig>[]) {
  const rules = events.flatMap(({ eventBridge }) => eventBridge ?? []);
  const [schedule] = rules
    .flatMap(({ schedule: text }) => /\((\d+) minute/.exec(text ?? '') ?? [])
    .slice(1);
  return {
    name,
    rules: rules.map((rule) => rule.name?.replace(/^.*?\}-/, '')),
    own: rules.some(({ eventBus }) => eventBus !== undefined),
    hasQueue: events.some(({ sqs }) => sqs !== undefined),
    everyMs: schedule === undefined ? undefined : Number(schedule) * 60_000,
  };
}

test('doctor expects the functions, rules, schedules and event sources of serverless.yml', () => {
  const expected = Object.entries(service.functions).map(([name, { events = [] }]) =>
    expectedOf(name, events),
  );
  const known = FUNCTIONS.map(({ name, rules = [], bus, queue, everyMs }) => ({
    ...{ name, rules, own: bus === 'own', hasQueue: queue !== undefined, everyMs },
  }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect([...known].sort(byName)).toEqual([...expected].sort(byName));
});

test('doctor expects the queues of serverless.yml', () => {
  const names = Object.entries(service.custom.names).filter(([name]) => name.endsWith('Queue'));
  const expected = names.map(([, text]) =>
    text.replace(/^.*?\}-(?=[a-z])/, '').replace(/^.*\}-/, ''),
  );
  expect(Object.values(QUEUES).flat().sort()).toEqual(expected.sort());
});

test('names of the resources of a stage contain it', () => {
  expect(nameOf('prod')).toBe('ivs-autopilot-prod');
  expect(stageOf(nameOf('prod-eu', 'markChannel'), 'markChannel')).toBe('prod-eu');
  expect(stageOf('other-prod-markChannel', 'markChannel')).toBeUndefined();
});
