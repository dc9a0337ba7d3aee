import { isDeepStrictEqual } from 'node:util';
import { DemoClient } from '../../src/local/demo/client.ts';
import { poll } from '../../src/local/demo/poll.ts';
import { createDecoder } from '../../src/player/index.ts';

// Waits for the cues of a channel, and checks that players received {"n":0}, {"n":1}, … up to a count:
// all of them, each once and in order.

const [endpoint = '', channelArn = '', count = '0'] = process.argv.slice(2);
const PATIENCE_MS = 10_000;
const world = new DemoClient(endpoint);

async function shown(): Promise<unknown[]> {
  const { decode } = createDecoder();
  const cues = await world.cues(channelArn);
  return (await Promise.all(cues.map(({ metadata }) => decode(metadata)))).flat();
}

const expected = Array.from({ length: Number(count) }, (_, n) => ({ n }));
await poll(PATIENCE_MS, async () => ((await shown()).length >= expected.length ? true : undefined));
const payloads = await shown();
const { violations } = await world.report();
const right = isDeepStrictEqual(payloads, expected) && violations.length === 0;
console.log(
  `${payloads.length} of ${count} messages arrived, ${right ? 'once, in order' : 'NOT as sent'}; ` +
    `${violations.length} quota violations`,
);
world.close();
process.exitCode = right ? 0 : 1;
