import { describe, expect, test } from 'vitest';
import * as fc from '../support/fast-check.ts';
import { channelArn, NO_FAULTS, startSenders } from './support/senders.ts';

const ARN = channelArn('offline');
/** An instance seldom looks, so that hours pass quickly. */
const POLLING = { instances: 2, pollMs: 2_000 };
const HOUR = 3_600_000;
/** An instance looks, and makes some requests. */
const AT_ONCE_MS = 2_500;
/** A wait that ends in five seconds anyway is left to end. */
const SOON_MS = 5_000 + AT_ONCE_MS;
/** The visibility timeout, and the next look. */
const HIDDEN_MS = 185_000;
/** The longest wait of a message if nobody learns that the stream has started. */
const MINUTE_MS = 60_000 + AT_ONCE_MS;

/** A channel whose stream starts some time after messages for it were queued. */
function offlineUntil(liveAfterMs: number, faults: Partial<typeof NO_FAULTS> = {}) {
  let liveAt = Number.POSITIVE_INFINITY;
  const live = (_arn: string, now: number) => now >= liveAt;
  const senders = startSenders({ ...NO_FAULTS, ...POLLING, latencyMs: 10, live, ...faults });
  liveAt = senders.clock.now() + liveAfterMs;
  senders.start();
  const queue = (payload: string) =>
    senders.enqueue([{ channelArn: ARN, payload, ttlSeconds: 21_600 }]);
  const received = () => senders.ivs.received.get(ARN) ?? [];
  /** Each instance that crashes until then hides the message for some time more. */
  const runAndRecover = async (until: number) => {
    for (let crashes = -1; crashes < senders.crashes; ) {
      crashes = senders.crashes;
      await clock.run(until + crashes * HIDDEN_MS);
    }
  };
  const { clock } = senders;
  return { ...senders, queue, liveAt, received, runAndRecover };
}

test('after hours without a stream, all that waits comes when the stream starts, in order', async () => {
  const { clock, queue, liveAt, received, counts, streamEvent } = offlineUntil(3.5 * HOUR);
  await clock.finish(queue('old 1'));
  await clock.run(clock.now() + HOUR);
  await clock.finish(queue('old 2'));
  await clock.run(liveAt);
  expect(received()).toEqual([]);
  await clock.finish(queue('new'));
  await clock.finish(streamEvent(ARN, 'lastStart'));
  await clock.run(liveAt + AT_ONCE_MS);
  expect(received()).toEqual(['old 1', 'old 2', 'new']);
  expect(counts).toMatchObject({ MetadataDelivered: 3 });
});

// Found by npm run simulate -- --seed 200009: messages that were held for 3.5 hours came after 16 minutes, and what was
// queued behind them after the start of the stream expired.
test('without an event of the start, it comes within a minute', async () => {
  const { clock, queue, liveAt, received, counts } = offlineUntil(3.5 * HOUR);
  await clock.finish(queue('old'));
  await clock.run(liveAt);
  await clock.finish(queue('new'));
  await clock.run(liveAt + MINUTE_MS);
  expect(received()).toEqual(['old', 'new']);
  expect(counts).toMatchObject({ MetadataDelivered: 2 });
});

test('while it waits, it costs one request in a minute', async () => {
  const { clock, queue, ivs } = offlineUntil(2 * HOUR);
  await clock.finish(queue('welcome'));
  await clock.run(clock.now() + HOUR);
  expect(ivs.arrivals.length).toBeGreaterThanOrEqual(50);
  expect(ivs.arrivals.length).toBeLessThanOrEqual(60);
});

test('if IVS does not accept metadata at the start yet, it is tried again in two seconds', async () => {
  const { clock, queue, liveAt, received, streamEvent } = offlineUntil(HOUR);
  await clock.finish(queue('welcome'));
  await clock.run(liveAt - 5_000);
  await clock.finish(streamEvent(ARN, 'lastStart'));
  await clock.run(liveAt + 2_000 + AT_ONCE_MS);
  expect(received()).toEqual(['welcome']);
});

test('a second event of the start does not disturb the instance that is sending', async () => {
  const { clock, queue, liveAt, received, ivs, streamEvent } = offlineUntil(HOUR);
  for (const size of Array.from({ length: 10 }, (_, index) => index))
    await clock.finish(queue(`${size}`.padEnd(900, '.')));
  await clock.run(liveAt);
  await clock.finish(streamEvent(ARN, 'lastStart'));
  for (let at = liveAt; at < liveAt + 4_000; at += 100) {
    await clock.run(at);
    await clock.finish(streamEvent(ARN, 'lastStart'));
  }
  await clock.run(liveAt + 10_000);
  expect(received()).toHaveLength(10);
  const times = ivs.arrivals.filter(({ at }) => at >= liveAt).map(({ at }) => at);
  for (const [index, at] of times.slice(5).entries())
    expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
});

describe('whenever the stream starts and its event comes, what waits comes soon after both, once', () => {
  test('with crashes, clocks that differ, and lost answers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1_000_000),
          liveAfterMs: fc.integer({ min: 0, max: 200_000 }),
          eventAfterMs: fc.integer({ min: -500, max: 3_000 }),
          skewMs: fc.constantFrom(0, 1_000),
          latencyMs: fc.constantFrom(1, 100, 400),
          crash: fc.constantFrom(0, 0, 0.02),
          lost: fc.constantFrom(0, 0, 0.1),
        }),
        async ({ liveAfterMs, eventAfterMs, ...faults }) => {
          const senders = offlineUntil(liveAfterMs, { ...faults, pollMs: 200 });
          const { clock, queue, liveAt, received, runAndRecover, streamEvent } = senders;
          await clock.finish(queue('welcome'));
          await clock.run(liveAt + eventAfterMs);
          await clock.finish(streamEvent(ARN, 'lastStart'));
          const isCalm = faults.crash + faults.lost === 0;
          await runAndRecover(Math.max(clock.now(), liveAt) + (isCalm ? SOON_MS : MINUTE_MS));
          expect(received()).toEqual(['welcome']);
        },
      ),
      { numRuns: 100 },
    );
  });
});
