import { expect, test } from 'vitest';
import { channelArn, NO_FAULTS, startSenders } from '../support/senders.ts';

const GAP_MS = 210;
const HANGING = channelArn('hanging');
const CHANNELS = 8;
const INSTANCES = 5;
const ROUNDS = 6;
const PERIOD_MS = 4_000;

/**
 * Eight channels get a message each, at the same moment, every 4 seconds.
 *
 * @param hang the probability that a request to the first of them gets no answer
 * @returns how long the messages of the other channels take from the call to the cue, ms, sorted
 */
async function latencies(hang: number): Promise<number[]> {
  const senders = startSenders({
    ...{ ...NO_FAULTS, instances: INSTANCES, seed: 7, latencyMs: 10 },
    hang: (arn) => (arn === HANGING ? hang : 0),
  });
  senders.start();
  const others = Array.from({ length: CHANNELS - 1 }, (_, n) => channelArn(`c${n}`));
  const calledAt = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const messages = [HANGING, ...others].map((arn) => ({
      channelArn: arn,
      payload: `round ${round}.`,
    }));
    for (const arn of others) calledAt.set(`${arn} ${round}`, senders.clock.now());
    await senders.enqueue(messages);
    await senders.clock.run(senders.clock.now() + PERIOD_MS);
  }
  await senders.finish(60_000);
  const latencyOf = ([call, at]: [string, number]): number => {
    const [arn, round] = call.split(' ');
    const cue = senders.ivs.cues.find(
      ({ channelArn: of, metadata }) => of === arn && metadata.includes(`round ${round}.`),
    );
    return cue ? cue.at - at : Number.POSITIVE_INFINITY;
  };
  return [...calledAt].map(latencyOf).sort((a, b) => a - b);
}

test('a channel whose requests get no answer delays the others of its batch by one gap at most', async () => {
  const usual = await latencies(0);
  const beside = await latencies(1);
  const at = (sorted: number[], share: number) =>
    sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  for (const share of [0.5, 0.9, 1]) {
    expect(at(beside, share) - at(usual, share)).toBeLessThanOrEqual(GAP_MS);
  }
});
