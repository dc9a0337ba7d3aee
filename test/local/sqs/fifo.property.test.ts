import { expect, test } from 'vitest';
import type { Delivery } from '../../../src/local/sqs/message.ts';
import fc from '../../support/fast-check.ts';
import { FIFO, makeQueue, message } from './support.ts';

const T = Date.parse('2026-11-21T12:00:00Z');
const GROUPS = ['a', 'b', 'c'];

type Step =
  | { do: 'send'; group: string }
  | { do: 'receive'; max: number }
  | { do: 'delete' | 'release'; which: number }
  | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('send' as const), group: fc.constantFrom(...GROUPS) }),
  fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ do: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(30) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
);

interface Held extends Delivery {
  until: number;
}

/** Runs the steps, and checks the guarantees of a FIFO queue after each receive. */
function play(steps: Step[], maxReceiveCount: number): void {
  const queue = makeQueue({ ...FIFO, redrive: { queue: 'dead.fifo', maxReceiveCount } });
  const undone = new Map<string, string[]>(GROUPS.map((group) => [group, []]));
  let held: Held[] = [];
  let now = T;
  let count = 0;
  const drop = (group: string, body: string): void => {
    undone.set(
      group,
      (undone.get(group) ?? []).filter((one) => one !== body),
    );
  };

  for (const one of steps) {
    held = held.filter(({ until }) => until > now);
    if (one.do === 'wait') now += one.ms;
    if (one.do === 'send') {
      count += 1;
      queue.send(message(one.group, `${count}`), now);
      undone.get(one.group)?.push(`${count}`);
    }
    if (one.do === 'receive') {
      const { deliveries, deadLetters } = queue.receive(one.max, now);
      for (const { groupId = '', body } of deadLetters) drop(groupId, body);
      const locked = new Set(held.map(({ groupId }) => groupId));
      for (const group of GROUPS) {
        const got = deliveries.filter(({ groupId }) => groupId === group).map(({ body }) => body);
        if (got.length > 0) expect(locked, `group ${group} was locked`).not.toContain(group);
        expect(got, `order of group ${group}`).toEqual(undone.get(group)?.slice(0, got.length));
      }
      expect(deliveries.length).toBeLessThanOrEqual(one.max);
      held.push(...deliveries.map((delivery) => ({ ...delivery, until: now + 30_000 })));
    }
    const ends = one.do === 'delete' || one.do === 'release';
    const [target] = ends ? held.splice(one.which % Math.max(1, held.length), 1) : [];
    if (target && one.do === 'delete') {
      queue.delete(target.receiptHandle, now);
      drop(target.groupId ?? '', target.body);
    }
    if (target && one.do === 'release') queue.changeVisibility(target.receiptHandle, 0, now);
  }

  const left = [...undone.values()].flat().length;
  const { available, inFlight } = queue.counts(now);
  expect(available + inFlight, 'nothing is lost, nothing is doubled').toBe(left);
  expect(drain(queue, now + 60_000, maxReceiveCount), 'everything still comes out').toBe(left);
}

/** Receives and deletes until the queue is empty. @returns the number of delivered and dead-lettered messages */
function drain(queue: ReturnType<typeof makeQueue>, now: number, maxReceiveCount: number): number {
  let total = 0;
  for (let idle = 0; idle <= maxReceiveCount; ) {
    const { deliveries, deadLetters } = queue.receive(10, now);
    for (const { receiptHandle } of deliveries) queue.delete(receiptHandle, now);
    const came = deliveries.length + deadLetters.length;
    total += came;
    idle = came === 0 ? idle + 1 : 0;
  }
  return total;
}

test('after any sequence of operations, groups are in order and locked by one receiver, and no message is lost', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      play,
    ),
    {
      numRuns: 500,
    },
  );
});
