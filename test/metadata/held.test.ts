import { expect, test } from 'vitest';
import { channelArn, NO_FAULTS, startSenders } from './support/senders.ts';

const ARN = channelArn('offline');
/** An instance seldom looks, so that hours pass quickly. */
const POLLING = { instances: 2, pollMs: 2_000 };
const HOUR = 3_600_000;
/** The longest wait of a message for a channel that is not live, and the time of some requests. */
const SOON_MS = 29_000;

/** A channel whose stream starts some time after messages for it were queued. */
function offlineUntil(liveAfterMs: number) {
  let liveAt = Number.POSITIVE_INFINITY;
  const live = (_arn: string, now: number) => now >= liveAt;
  const senders = startSenders({ ...NO_FAULTS, ...POLLING, latencyMs: 10, live });
  liveAt = senders.clock.now() + liveAfterMs;
  senders.start();
  const queue = (payload: string) =>
    senders.enqueue([{ channelArn: ARN, payload, ttlSeconds: 21_600 }]);
  return { ...senders, queue, liveAt, received: () => senders.ivs.received.get(ARN) ?? [] };
}

test('a message that was queued ten minutes before the stream starts comes within seven seconds', async () => {
  const { clock, queue, liveAt, received } = offlineUntil(600_000 - 1_000);
  await clock.finish(queue('welcome'));
  await clock.run(liveAt + 7_000);
  expect(received()).toEqual(['welcome']);
});

// Found by npm run simulate -- --seed 200009: messages that were held for 3.5 hours came after 16 minutes, and what was
// queued behind them after the start of the stream expired.
test('after hours without a stream, all that waits comes within half a minute, in order', async () => {
  const { clock, queue, liveAt, received, counts } = offlineUntil(3.5 * HOUR);
  await clock.finish(queue('old 1'));
  await clock.run(clock.now() + HOUR);
  await clock.finish(queue('old 2'));
  await clock.run(liveAt);
  expect(received()).toEqual([]);
  await clock.finish(queue('new'));
  await clock.run(liveAt + SOON_MS);
  expect(received()).toEqual(['old 1', 'old 2', 'new']);
  expect(counts).toMatchObject({ MetadataDelivered: 3 });
});
