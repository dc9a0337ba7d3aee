import { expect, test } from 'vitest';
import { Checks } from '../invariant.ts';
import type { ObserverTools } from '../observer.ts';
import { Calm } from './calm.ts';
import { Ledger } from './ledger.ts';
import { Outcomes } from './outcomes.ts';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/a';

/** A queue with SQS messages of one channel, and the judge of what `sendMetadata` counts. */
function setUp() {
  let time = 1_000;
  const now = () => time;
  const checks = new Checks(now);
  const ledger = new Ledger(now);
  const tools = { checks, timeline: { now }, cloud: { settings: () => [] } };
  const calm = new Calm(now);
  const outcomes = new Outcomes({ ...(tools as unknown as ObserverTools), ledger, calm });
  return {
    ...{ checks, ledger },
    at: (ms: number) => (time = ms),
    /** Queues the message with this number, which a producer may have sent before. */
    queue(id: string, n: number, expiresAt: number) {
      const messages = [{ id: `message-${n}`, expiresAt, payload: { n } }];
      const body = JSON.stringify({ v: 1, queuedAt: time, messages });
      ledger.add(id, { body, groupId: CHANNEL, attributes: {} });
    },
    receive: (id: string) => ledger.received([{ id, receiveCount: 1 } as never]),
    /** An invocation with this SQS message ends. */
    end(id: string, metrics: Record<string, number>) {
      const payload = JSON.stringify({ Records: [{ messageId: id }] });
      const outcome = { payload: '{"batchItemFailures":[]}' };
      outcomes.sent({ name: 'sendMetadata', payload, outcome, startedAt: 0, metrics });
      return checks.violation?.message ?? 'holds';
    },
  };
}

test('a message that IVS took must be counted as delivered', () => {
  const { queue, receive, ledger, at, end } = setUp();
  queue('first', 7, 2_000);
  receive('first');
  ledger.take(7);
  at(5_000);
  expect(end('first', { MetadataExpired: 1 })).toContain(
    'Delivered: expected from 1 to 1, counted 0',
  );
});

test('a message that expired may be counted so, although the next invocation delivers its repeat before this one ends', () => {
  const { queue, receive, ledger, at, end } = setUp();
  queue('first', 7, 2_000);
  queue('repeat', 7, 9_000);
  receive('first');
  at(4_000);
  ledger.delete('first');
  receive('repeat');
  ledger.take(7);
  at(5_000);
  expect(end('first', { MetadataExpired: 1 })).toBe('holds');
});

test('a repeat that was deleted before the message was received has delivered nothing since then', () => {
  const { queue, receive, ledger, at, end } = setUp();
  queue('earlier', 7, 9_000);
  queue('second', 7, 2_000);
  receive('earlier');
  at(1_500);
  ledger.delete('earlier');
  at(1_600);
  receive('second');
  ledger.take(7);
  at(5_000);
  expect(end('second', { MetadataExpired: 1 })).toContain(
    'Delivered: expected from 1 to 1, counted 0',
  );
});
