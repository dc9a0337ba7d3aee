import { expect, test } from 'vitest';
import { isoTime } from '../../src/platform/clock.ts';
import { readTicks } from '../../src/platform/ticks.ts';
import { withTick } from '../../src/wiring/scheduled.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { recordObservability } from '../support/observability.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const MINUTE = 60_000;
const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event' };

function scheduled() {
  const { table } = memoryTable();
  let now = NOW;
  let isFailing = false;
  const clock = { ...fakeClock(NOW), now: () => now };
  const env = { TABLE_NAME: table.name, AUTOPILOT_VERSION: '0.1.0' };
  const useCase = withTick('reconcile', env, { clock, documents: table.documents }, async () => {
    if (isFailing) throw new Error('no luck');
    return 'done';
  });
  return {
    run: (event: unknown = SCHEDULED) =>
      useCase(event, { ...recordObservability(), deadline: now + MINUTE }),
    wait: (ms: number) => {
      now += ms;
    },
    fail: (fails: boolean) => {
      isFailing = fails;
    },
    ticks: () => readTicks(table),
  };
}

test('a scheduled run that ends well is recorded, at most every 4.5 minutes', async () => {
  const { run, wait, ticks } = scheduled();
  expect(await run()).toBe('done');
  const first = { functionName: 'reconcile', at: isoTime(NOW), version: '0.1.0' };
  expect(await ticks()).toEqual([first]);
  for (let minute = 1; minute < 5; minute++) {
    wait(MINUTE);
    await run();
  }
  expect(await ticks()).toEqual([first]);
  wait(MINUTE);
  await run();
  expect(await ticks()).toEqual([{ ...first, at: isoTime(NOW + 5 * MINUTE) }]);
});

test('neither a run that fails nor one that somebody invoked is recorded', async () => {
  const { run, fail, ticks } = scheduled();
  await run({ channelArn: 'x' });
  await run(null);
  fail(true);
  await expect(run()).rejects.toThrow('no luck');
  expect(await ticks()).toEqual([]);
});
