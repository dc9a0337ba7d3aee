import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { CreatedRule, RuleTarget } from '../../../src/local/bus/created/rule.ts';
import { Deliveries } from '../../../src/local/bus/delivery/deliveries.ts';
import { DeliveryError } from '../../../src/local/bus/delivery/delivery-error.ts';
import { makeEvent } from '../../../src/local/bus/event.ts';
import type { NewMessage } from '../../../src/local/sqs/message.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const EVENT = makeEvent('e', { source: 'me', detailType: 'Test', at: NOW });
const TARGET: RuleTarget = {
  ...{ id: 'target', arn: 'arn:target', given: {} },
  destination: { kind: 'api', name: 'a', http: { path: [], headers: {}, query: {} } },
  payload: (event) => JSON.stringify(event),
  retry: { maxAttempts: 3, maxAgeMs: 86_400_000 },
  deadLetterQueue: 'dead',
};
const RULE: CreatedRule = {
  ...{ name: 'rule', bus: 'default', arn: 'arn:rule', isEnabled: true },
  targets: new Map([['target', TARGET]]),
};
const failed = (isRetried: boolean, retryAfterMs = 0) =>
  new DeliveryError('ERROR_FROM_TARGET', 'status 503', { isRetried, retryAfterMs });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** @param outcomes what the attempts throw, in order; undefined: the target takes the event */
function world(...outcomes: (Error | undefined)[]) {
  const attempts: number[] = [];
  const dead: NewMessage[] = [];
  const deliveries = new Deliveries({
    async send() {
      attempts.push(Date.now() - NOW);
      const error = outcomes[attempts.length - 1];
      if (error) throw error;
    },
    queues: {
      has: () => true,
      send: (_name, message) => {
        dead.push(message);
        return { messageId: 'm' };
      },
    },
    ...{ now: Date.now, firstDelayMs: 1_000, log: () => undefined },
  });
  return { deliveries, attempts, dead };
}

test('retries wait twice as long each, or as long as the target asks, until the target takes the event', async () => {
  const { deliveries, attempts, dead } = world(failed(true), failed(true, 7_000), failed(true));
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toEqual([0, 1_000, 8_000, 12_000]);
  expect(dead).toEqual([]);
  expect(deliveries.countsOf(RULE, TARGET)).toEqual({
    ...{ delivered: 1, retries: 3, failed: 0, lastError: 'ERROR_FROM_TARGET: status 503' },
  });
});

test('after the last retry the event is in the dead-letter queue of the target', async () => {
  const { deliveries, attempts, dead } = world(...Array(9).fill(failed(true)));
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toHaveLength(4);
  const texts = Object.entries(dead[0]?.attributes ?? {}).map(([name, one]) => [
    ...[name, one.StringValue],
  ]);
  expect(Object.fromEntries(texts)).toEqual({
    ...{ RULE_ARN: 'arn:rule', TARGET_ARN: 'arn:target', ERROR_CODE: 'ERROR_FROM_TARGET' },
    ...{ ERROR_MESSAGE: 'status 503', RETRY_ATTEMPTS: '3' },
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
  });
  expect(JSON.parse(dead[0]?.body ?? '')).toEqual(EVENT);
});

test('an error that no retry mends goes there at once', async () => {
  const { deliveries, attempts, dead } = world(failed(false));
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toEqual([0]);
  expect(dead[0]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
});

test('no retry begins after the maximum age', async () => {
  const { deliveries, attempts, dead } = world(...Array(9).fill(failed(true)));
  const retry = { maxAttempts: 185, maxAgeMs: 5_000 };
  deliveries.start(RULE, { ...TARGET, retry }, EVENT);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toEqual([0, 1_000, 3_000]);
  expect(dead[0]?.attributes.EXHAUSTED_RETRY_CONDITION?.StringValue).toBe(
    'MaximumEventAgeInSeconds',
  );
});

test('a reset drops events that wait for a retry', async () => {
  const { deliveries, attempts, dead } = world(...Array(9).fill(failed(true)));
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(500);
  deliveries.reset();
  await vi.advanceTimersByTimeAsync(60_000);
  expect({ attempts, dead }).toEqual({ attempts: [0], dead: [] });
});

test('an error of another kind is not retried', async () => {
  const { deliveries, attempts, dead } = world(new URIError('URI malformed'));
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toEqual([0]);
  expect(dead[0]?.attributes.ERROR_CODE?.StringValue).toBe('SDK_CLIENT_ERROR');
  expect(deliveries.countsOf(RULE, TARGET).failed).toBe(1);
});

test('a target that is removed and put again counts from zero, also while an old delivery goes on', async () => {
  const { deliveries } = world(failed(true), undefined);
  const zeros = { delivered: 0, retries: 0, failed: 0 };
  expect(deliveries.countsOf(RULE, TARGET)).toEqual(zeros);
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(500);
  deliveries.forget(RULE, 'target');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(deliveries.countsOf(RULE, TARGET)).toEqual(zeros);
  deliveries.start(RULE, TARGET, EVENT);
  await vi.advanceTimersByTimeAsync(0);
  expect(deliveries.countsOf(RULE, TARGET)).toEqual({ ...zeros, delivered: 1 });
});

test('many deliveries can wait at once, also after a reset', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  onTestFinished(() => warned.mockRestore());
  const { deliveries } = world(...Array(40).fill(failed(true)));
  for (const _time of ['before', 'after']) {
    for (let i = 0; i < 20; i += 1) deliveries.start(RULE, TARGET, EVENT);
    await vi.advanceTimersByTimeAsync(500);
    deliveries.reset();
  }
  expect(warned).not.toHaveBeenCalled();
});
