import { describe, expect, test } from 'vitest';
import { allowedBacklogMs, FairBacklog } from '../../../src/metadata/queue/fair-backlog.ts';
import { memoryBacklog } from '../../../src/publisher/memory-backlog.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MAX_MS = 600_000;

function setUp(depth: () => Promise<number>) {
  let counts = 0;
  const backlog = new FairBacklog({
    ...{ backlog: memoryBacklog(MAX_MS), maxBacklogMs: MAX_MS, maxQueued: 1_000 },
    depth: () => {
      counts += 1;
      return depth();
    },
  });
  return { backlog, counts: () => counts };
}

describe('the backlog that a channel may have', () => {
  test.each([
    [0, MAX_MS],
    [0.4, MAX_MS],
    [0.7, MAX_MS / 2],
    [1, 0],
    [1.5, 0],
  ])('while the queue is filled to %d', (fill, ms) => {
    expect(allowedBacklogMs(fill, MAX_MS)).toBeCloseTo(ms, -1);
  });

  test('becomes shorter when the queue is full, and an idle channel can still queue a message', async () => {
    const { backlog } = setUp(async () => 1_000);
    expect(await backlog.reserve('busy', [6_000], NOW)).toMatchObject({ count: 1 });
    expect(await backlog.reserve('busy', [1], NOW)).toMatchObject({ count: 0, limitMs: 0 });
    expect(await backlog.reserve('idle', [210], NOW)).toMatchObject({ count: 1 });
  });

  test('counts the queue only for a busy channel, and once in a second', async () => {
    const { backlog, counts } = setUp(async () => 0);
    await backlog.reserve('a', [210], NOW);
    expect(counts()).toBe(0);
    for (const ms of [0, 10, 999]) await backlog.reserve('b', [6_000], NOW + ms);
    expect(counts()).toBe(1);
    await backlog.reserve('b', [1], NOW + 1_000);
    expect(counts()).toBe(2);
  });

  test('also considers what was reserved since the last count', async () => {
    const { backlog } = setUp(async () => 0);
    await backlog.reserve('a', [6_000], NOW);
    await backlog.reserve('a', Array<number>(1_000).fill(1), NOW);
    expect(await backlog.reserve('a', [1], NOW)).toMatchObject({ count: 0, limitMs: 0 });
  });

  test('stays as it is if SQS does not answer', async () => {
    const { backlog } = setUp(() => Promise.reject(new Error('no queue')));
    await backlog.reserve('a', [6_000], NOW);
    expect(await backlog.reserve('a', [1], NOW)).toMatchObject({ count: 1 });
  });
});
