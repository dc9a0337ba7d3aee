import { expect, test } from 'vitest';
import { Checks } from '../invariant.ts';
import { Ledger } from './ledger.ts';
import { ChannelPlayers } from './players.ts';

const PARTS = 3;

function setUp() {
  let time = 1_000;
  const now = () => (time += 100);
  const checks = new Checks(now);
  const ledger = new Ledger(now);
  const body = JSON.stringify({
    v: 1,
    messages: [{ id: 'm', expiresAt: 900_000, payload: { n: 7 } }],
  });
  ledger.add('sqs', { body, groupId: 'a', attributes: {} });
  const players = new ChannelPlayers('a', { ledger, checks, now });
  const envelope = JSON.stringify(['ivsa1', 'AAAAAAAA', { n: 7 }]);
  const size = Math.ceil(envelope.length / PARTS);
  return {
    at: (ms: number) => (time = ms),
    join: () => players.join(),
    part(index: number): void {
      const text = envelope.slice(index * size, (index + 1) * size);
      players.cue(JSON.stringify(['ivsa1c', 'BBBBBBBB', index, PARTS, text]));
    },
    violation: () => checks.violation?.message,
  };
}

// Found by npm run simulate -- --seed 14 --days 1 --channels 200, on 48ffc79: a request that was given up arrived late.
test('who joins between the parts of a message may miss it, also if its first part comes again', () => {
  const { part, join, violation } = setUp();
  part(0);
  part(1);
  join();
  part(0);
  part(2);
  expect(violation()).toBeUndefined();
});

test('who joins before a message is sent again must show it', () => {
  const { part, join, violation } = setUp();
  part(0);
  join();
  part(0);
  part(1);
  part(2);
  expect(violation()).toBeUndefined();
});

test('who is there before the first part must show the message', () => {
  const { part, join, violation } = setUp();
  join();
  part(0);
  part(1);
  part(2);
  expect(violation()).toBeUndefined();
});

/** Messages that are queued in this order, each in an SQS message of its own. */
function queued(...numbers: number[]) {
  let time = 1_000;
  const now = () => (time += 100);
  const checks = new Checks(now);
  const ledger = new Ledger(now);
  for (const [index, n] of numbers.entries()) {
    const messages = [{ id: `m${n}`, expiresAt: 900_000, payload: { n } }];
    const body = JSON.stringify({ v: 1, messages });
    ledger.add(`${index}`, { body, groupId: 'a', attributes: {} });
  }
  const players = new ChannelPlayers('a', { ledger, checks, now });
  return {
    at: (ms: number) => (time = ms),
    join: () => players.join(),
    /** An invocation was cut off, so that the first SQS message is received again. */
    firstComesAgain: () => ledger.received([{ id: '0', receiveCount: 2 } as never]),
    show: (n: number) => players.cue(JSON.stringify(['ivsa1', `AAAAAAA${n}`, { n }])),
    violation: () => checks.violation?.message,
  };
}

// Found by npm run simulate -- --seed 940000 --stormy: an event with messages was queued twice, and a sender was cut off.
test('for who joined later, what comes again does not stand for what was queued twice', () => {
  const { join, firstComesAgain, show, violation } = queued(7, 8, 9, 7);
  show(7);
  join();
  show(8);
  firstComesAgain();
  show(7);
  show(9);
  expect(violation()).toBeUndefined();
});

test('what was queued earlier must not be shown later', () => {
  const { join, show, violation } = queued(7, 8, 9);
  join();
  show(9);
  show(8);
  expect(violation()).toContain('message 8 is shown after one that was queued later');
});

// Found by npm run simulate -- --seed 980024 --stormy --pace 3: the request arrived after the client had given it up.
test('metadata that was on its way when it expired may be shown up to six seconds later', () => {
  const lateBy = (ms: number) => {
    const { at, show, violation } = queued(7);
    at(900_000 + ms);
    show(7);
    return violation();
  };
  expect(lateBy(5_000)).toBeUndefined();
  expect(lateBy(7_000)).toContain('too late');
});
