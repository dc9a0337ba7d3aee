import { describe, expect, test } from 'vitest';
import type { SendResult } from '../../src/metadata/queue/send-in-order.ts';
import type { Published } from '../../src/publisher/types.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import * as fc from '../support/fast-check.ts';
import { arn, harness, sdkError } from './support/harness.ts';

const A = arn('a');
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Lets so many microtasks run. */
async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await undefined;
}

/**
 * Like the SDK's provider: the first call takes so many microtasks to find the region, and the others do not.
 * At first it rejects so many times.
 */
function slowRegion(delay: number, failures: number): () => Promise<string> {
  let calls = 0;
  return async () => {
    calls += 1;
    const fails = calls <= failures;
    if (calls <= failures + 1) await ticks(delay);
    if (fails) throw new Error('Region is missing');
    return 'us-west-2';
  };
}

describe('messages keep the order of the publish() calls', () => {
  test.each(range(12))('while the region is looked up for %i microtasks', async (delay) => {
    const { publisher, finish, queued } = harness({ region: slowRegion(delay, 0) });
    const answers: Promise<Published>[] = [];
    for (const score of [0, 1]) {
      await publisher.ready();
      const id = `m${score}`;
      answers.push(publisher.publish({ channelArn: A, payload: { score }, key: 'score', id }));
    }
    expect(await finish(Promise.all(answers))).toEqual([
      { accepted: true, id: 'm0', supersededBy: 'm1' },
      { accepted: true, id: 'm1' },
    ]);
    expect(queued(A)).toEqual([{ score: 1 }]);
  });

  const step = fc.record({
    /** Microtasks before the call. */
    delay: fc.integer({ min: 0, max: 8 }),
    sleepMs: fc.constantFrom(0, 0, 0, 0, 0, 10, 60),
    awaitsReady: fc.boolean(),
    channel: fc.integer({ min: 0, max: 2 }),
    key: fc.constantFrom(undefined, undefined, 'k', 'l'),
    pad: fc.integer({ min: 0, max: 900 }),
    isWrong: fc.constantFrom(false, false, false, false, 'region', 'payload'),
  });
  const failure = fc.constantFrom<SendResult | 'cut'>(
    ...(['sent', 'sent', 'sent', { reason: 'InternalError', retry: true }, 'cut'] as const),
  );
  const scenario = fc.record({
    steps: fc.array(step, { minLength: 2, maxLength: 40 }),
    regionDelay: fc.integer({ min: 0, max: 30 }),
    regionFailures: fc.constantFrom(0, 0, 0, 1, 2),
    maxBufferedBytes: fc.constantFrom(100, 1_500, 3_000, 10_000, 1_000_000),
    /** `close()` is called after so many calls, without waiting for anything. */
    closeAfter: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  });

  test('whatever runs between the calls', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.infiniteStream(failure), async (one, results) => {
        const { steps, regionDelay, regionFailures, maxBufferedBytes, closeAfter } = one;
        const h = harness({
          ...{ maxBufferedBytes, region: slowRegion(regionDelay, regionFailures) },
          script: () => {
            const next = results.next().value ?? 'sent';
            return next === 'cut' ? sdkError('TimeoutError') : next;
          },
        });
        const answers: Promise<Published>[] = [];
        const closed: Promise<void>[] = [];
        let most = 0;
        const producer = (async () => {
          for (const [
            n,
            { delay, sleepMs, awaitsReady, channel, key, pad, isWrong },
          ] of steps.entries()) {
            await ticks(delay);
            if (sleepMs > 0) await h.clock.sleep(sleepMs);
            if (awaitsReady) await h.publisher.ready();
            const channelArn = arn(`${channel}`);
            answers.push(
              h.publisher.publish({
                channelArn: isWrong === 'region' ? channelArn.replace('west', 'east') : channelArn,
                payload: isWrong === 'payload' ? 'x'.repeat(20_000) : { n, pad: 'p'.repeat(pad) },
                id: `m${n}`,
                ...(key && { key }),
              }),
            );
            most = Math.max(most, h.publisher.bufferedBytes);
            if (closeAfter === answers.length) closed.push(h.publisher.close());
          }
          closed.push(h.publisher.close());
          await Promise.all(closed);
        })();
        await h.finish(producer);
        const all = await Promise.all(answers);
        const isSent = (answer?: Published) =>
          answer?.accepted && answer.supersededBy === undefined;
        for (const channel of range(3)) {
          const sent = (h.queued(arn(`${channel}`)) as { n: number }[]).map(({ n }) => n);
          const expected = [...all.keys()].filter(
            (n) => steps[n]?.channel === channel && isSent(all[n]),
          );
          expect(sent).toEqual(expected);
        }
        for (const [n, answer] of all.entries()) {
          if (!answer.accepted) {
            const isWrong = steps[n]?.isWrong !== false;
            expect(isWrong || answer.field === 'publisher', JSON.stringify(answer)).toBe(true);
            continue;
          }
          if (answer.supersededBy === undefined) continue;
          const by = Number(answer.supersededBy.slice(1));
          expect(by).toBeGreaterThan(n);
          expect([steps[by]?.key, steps[by]?.channel]).toEqual([steps[n]?.key, steps[n]?.channel]);
        }
        // One message may be larger than the buffer.
        expect(most).toBeLessThanOrEqual(Math.max(maxBufferedBytes, 2_400));
        expect(h.publisher.bufferedBytes).toBe(0);
      }),
      { numRuns: chaosRuns(100) },
    );
  });
});
