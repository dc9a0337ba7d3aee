import { ACCOUNT, flood, latencies, rateAt, SHORT } from '../../test/metadata/support/latency.ts';
import type { Measure } from '../support/bench.ts';
import { median } from '../support/statistics.ts';
import { measure } from './measures.ts';

// The real sender in simulated time: a request to IVS and one to the table take up to 20 ms each, and nothing else takes
// time. So these numbers show the pacing alone, on any machine.

const FLOOD_MS = 15_000;
const STEADY_MS = 10_000;
const SECOND_MS = 1_000;
/** PutMetadata requests of a channel in a second. */
const CHANNEL = 5;

export async function simulated(): Promise<Measure[]> {
  const quiet: Measure[] = [];
  for (const count of [20, 100, 200]) {
    const found = await latencies(count);
    quiet.push(
      of(`${count}.median`, median(found), 'ms'),
      of(`${count}.slowest`, found.at(-1) ?? Number.NaN, `ms, of ${count} quiet channels at once`),
    );
  }
  const limit = (200 / ACCOUNT) * 1_000;
  const [slowest = Number.NaN] = (await latencies(200)).slice(-1);
  const times = await flood(31, FLOOD_MS);
  const reachedAt = times.find((at) => rateAt(times, at) >= 0.9 * ACCOUNT) ?? Number.NaN;
  const steady = times.filter((at) => at >= FLOOD_MS - STEADY_MS).length / (STEADY_MS / 1_000);
  const short = await flood(31, SECOND_MS, SHORT);
  const one = (await flood(1, FLOOD_MS)).filter((at) => at >= FLOOD_MS - STEADY_MS);
  const noTable = await latencies(100, { table: { throttled: 1, lost: 0 }, ms: 20_000 });
  return [
    ...quiet,
    of('200.ratio', slowest / limit, 'times 200 ÷ 155 a second', 1.5),
    of('flood.first', rateAt(times, 0) / ACCOUNT, 'of 155 a second, in the first one'),
    of('flood.first.short', rateAt(short, 0) / ACCOUNT, 'of 155 a second, with 12 messages each'),
    of('flood', reachedAt, 'ms until 0.9 of 155 a second, 31 channels', 3_000),
    { ...of('flood.rate', steady / ACCOUNT, 'of 155 a second'), target: { atLeast: 0.92 } },
    {
      ...of(
        'channel.rate',
        one.length / (STEADY_MS / 1_000) / CHANNEL,
        'of 5 a second, one channel',
      ),
      target: { atLeast: 0.95 },
    },
    of('noTable.slowest', noTable.at(-1) ?? Number.NaN, 'ms, of 100 quiet channels at once'),
  ];
}

const of = (name: string, value: number, unit: string, atMost?: number): Measure =>
  measure(`simulated.${name}`, value, unit, atMost);
