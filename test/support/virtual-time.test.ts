import { expect, test } from 'vitest';
import { virtualTime } from './virtual-time.ts';

test('wakes sleepers in the order of their time, and those of one time in the order of falling asleep', async () => {
  const clock = virtualTime(0);
  const woken: string[] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push(`${name} ${clock.now()}`);
  };
  const delays = [50, 10, 40, 10, 0, 30, -5, 20];
  delays.forEach((ms, n) => void sleep(`${n}`, ms));
  await clock.run();
  expect(woken).toEqual(['4 0', '6 0', '1 10', '3 10', '7 20', '5 30', '2 40', '0 50']);
});

test('lets whoever woke finish before the next one wakes', async () => {
  const clock = virtualTime(0);
  const order: string[] = [];
  const actor = async (name: string, steps: number[]) => {
    for (const ms of steps) {
      await clock.sleep(ms);
      for (let i = 0; i < 20; i += 1) await Promise.resolve();
      order.push(`${name}${clock.now()}`);
    }
  };
  void actor('a', [10, 10, 10]);
  void actor('b', [15, 10]);
  await clock.run();
  expect(order).toEqual(['a10', 'b15', 'a20', 'b25', 'a30']);
});

test('stops at the end it is given, with the time at that end', async () => {
  const clock = virtualTime(0);
  let woken = 0;
  void clock.sleep(1_000).then(() => {
    woken = clock.now();
  });
  await clock.run(999);
  expect([clock.now(), woken]).toEqual([999, 0]);
  await clock.run(1_000);
  expect(woken).toBe(1_000);
});
