import { describe, expect, test } from 'vitest';
import type { Backlog } from '../../../src/metadata/queue/backlog.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const MAX_MS = 1_000;

let channels = 0;
const newChannel = (): string => `arn:aws:ivs:us-west-2:123456789012:channel/c${channels++}`;

/** The tests of every backlog. @param open a backlog that may have channels of other tests */
export function backlogContract(open: (maxBacklogMs: number) => Backlog): void {
  describe('the backlog', () => {
    test('reserves what fits, and says when there is room for the rest', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      expect(await backlog.reserve(arn, [400, 400, 400, 1], NOW)).toMatchObject({
        ...{ count: 2, costMs: 800, retryAfterMs: 200 },
      });
      expect(await backlog.reserve(arn, [200], NOW)).toMatchObject({ count: 1, retryAfterMs: 0 });
      expect(await backlog.reserve(arn, [1], NOW)).toMatchObject({ count: 0, retryAfterMs: 1 });
    });

    test('drains with time', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      await backlog.reserve(arn, [1_000], NOW);
      expect(await backlog.reserve(arn, [300], NOW + 299)).toMatchObject({ count: 0 });
      expect(await backlog.reserve(arn, [300], NOW + 300)).toMatchObject({ count: 1 });
    });

    test('has no more room after a channel was idle for long', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      await backlog.reserve(arn, [100], NOW);
      expect(await backlog.reserve(arn, [600, 600], NOW + 60_000)).toMatchObject({ count: 1 });
    });

    test('accepts one SQS message of an idle channel even if it exceeds the limit', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      expect(await backlog.reserve(arn, [1_680, 1_680], NOW)).toMatchObject({
        ...{ count: 1, retryAfterMs: 1_680 },
      });
      expect(await backlog.reserve(arn, [1_680], NOW + 1_680)).toMatchObject({ count: 1 });
    });

    test('can be limited for one call', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      await backlog.reserve(arn, [300], NOW);
      expect(await backlog.reserve(arn, [100, 100], NOW, 450)).toMatchObject({
        ...{ count: 1, retryAfterMs: 50, backlogMs: 400, limitMs: 450 },
      });
      expect(await backlog.reserve(arn, [600], NOW)).toMatchObject({ count: 1, limitMs: MAX_MS });
    });

    test('is separate for each channel', async () => {
      const backlog = open(MAX_MS);
      await backlog.reserve(newChannel(), [1_000], NOW);
      expect(await backlog.reserve(newChannel(), [1_000], NOW)).toMatchObject({ count: 1 });
    });

    test('never reserves more than the limit if many calls run at the same time', async () => {
      const [backlog, arn] = [open(MAX_MS), newChannel()];
      const asked = Array.from({ length: 30 }, () => backlog.reserve(arn, [70], NOW));
      const counts = (await Promise.all(asked)).map(({ count }) => count);
      const admitted = counts.reduce((sum, count) => sum + count, 0);
      expect(admitted).toBe(Math.floor(MAX_MS / 70));
      expect(await backlog.reserve(arn, [MAX_MS % 70], NOW)).toMatchObject({ count: 1 });
    });
  });
}
