import type { Measure } from '../support/bench.ts';
import { startChild } from '../support/child.ts';
import { median } from '../support/statistics.ts';

/** Measures how much the heap of a sender grows while it sends 1,000,000 messages. */
export async function backlog(): Promise<Measure[]> {
  const module = new URL('../servers/sender.ts', import.meta.url);
  const child = await startChild<{ samples: number[]; delivered: number }>(module);
  await child.stop();
  const { samples, delivered } = child.ready;
  const quarter = Math.floor(samples.length / 4);
  const growth = median(samples.slice(-quarter)) / median(samples.slice(0, quarter));
  const unit = 'times the heap, last to first quarter of 1,000,000 messages';
  return [
    { name: 'metadata.backlog.heapGrowth', value: growth, unit, target: { atMost: 1.05 } },
    { name: 'metadata.backlog.heap', value: Math.max(...samples) / 1e6, unit: 'MB at most' },
    { name: 'metadata.backlog.delivered', value: delivered, unit: 'messages' },
  ];
}
