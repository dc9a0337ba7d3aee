import { expect, test } from 'vitest';
import { channelArn, NO_FAULTS, startSenders } from './support/senders.ts';

/** A hundredth of the real limits, so that the test takes no minutes. */
const LIMITS = { lookAhead: 1_200, maxQueued: 1_000, maxBacklogMs: 6_000 };
/** Small messages, each with its own call, that fit into the backlog of one channel. */
const EACH = 285;

/** Five channels are flooded, and a sixth gets one message. @returns how long that takes, ms */
async function latencyBeside(limits: typeof LIMITS): Promise<number> {
  const senders = startSenders({ ...NO_FAULTS, instances: 31, latencyMs: 10 }, limits);
  const flooded = Array.from({ length: 5 }, (_, n) => channelArn(`flooded${n}`));
  for (let call = 0; call < EACH; call += 1) {
    for (const arn of flooded) {
      const answered = senders.enqueue([{ channelArn: arn, payload: 'x'.repeat(90) }]);
      await senders.clock.finish(answered);
    }
  }
  senders.start();
  const sixth = channelArn('sixth');
  const calledAt = senders.clock.now();
  const { accepted } = await senders.enqueue([{ channelArn: sixth, payload: 'question 3' }]);
  expect(accepted).toHaveLength(1);
  await senders.clock.run(calledAt + 60_000);
  const cue = senders.ivs.cues.find(({ channelArn: arn }) => arn === sixth);
  return (cue?.at ?? Number.POSITIVE_INFINITY) - calledAt;
}

test('a channel gets its message within a second while five others have as many as they may', async () => {
  expect(await latencyBeside(LIMITS)).toBeLessThan(1_000);
});

test('without a limit of the whole queue, they would hide it', async () => {
  expect(await latencyBeside({ ...LIMITS, maxQueued: 1_000_000 })).toBeGreaterThan(1_000);
});
