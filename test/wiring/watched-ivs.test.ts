import { GetChannelCommand } from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { throttledInLastHour } from '../../src/platform/throttle-counts.ts';
import { readTicks } from '../../src/platform/ticks.ts';
import type { Aws } from '../../src/wiring/aws.ts';
import { withTick } from '../../src/wiring/scheduled.ts';
import { watchIvs } from '../../src/wiring/watched-ivs.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryTable } from '../support/memory-table/memory-table.ts';
import { recordObservability } from '../support/observability.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const HOUR = 3_600_000;

test('what IAM denied to a function is known for an hour, and stands in its tick, also if its run fails', async () => {
  let now = NOW;
  let problem: string | undefined = 'is not authorized to perform: ivs:GetChannel on resource: x';
  const clock = { ...fakeClock(NOW), now: () => now };
  const send = async () => {
    if (problem === undefined) return {};
    throw Object.assign(new Error(`User: y ${problem}`), { name: 'AccessDeniedException' });
  };
  const watched = watchIvs({ send } as unknown as Aws['ivs'], clock);
  const { table } = memoryTable();
  const env = { TABLE_NAME: table.name };
  const useCase = async () => watched.ivs.send(new GetChannelCommand({ arn: 'x' }));
  const run = withTick('reconcile', env, { clock, documents: table.documents }, useCase, watched);
  const invoke = () => run({ source: 'aws.events' }, { ...recordObservability(), deadline: now });
  await expect(invoke()).rejects.toThrow('GetChannel');
  expect(await readTicks(table)).toMatchObject([
    { at: expect.stringMatching(/^1970/), denied: ['GetChannel'] },
  ]);
  problem = undefined;
  await invoke();
  expect(await readTicks(table)).toMatchObject([
    { at: '2026-11-27T12:00:00.000Z', denied: ['GetChannel'] },
  ]);
  now += HOUR;
  await invoke();
  const [tick] = await readTicks(table);
  expect(tick).toMatchObject({ at: '2026-11-27T13:00:00.000Z' });
  expect(tick).not.toHaveProperty('denied');
});

test('how often IVS throttled a function stands in its next tick, and what another instance counted stays', async () => {
  let now = NOW;
  let isThrottling = true;
  const clock = { ...fakeClock(NOW), now: () => now };
  const send = async () => {
    if (isThrottling) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    return {};
  };
  const { table } = memoryTable();
  const instance = () => {
    const watched = watchIvs({ send } as unknown as Aws['ivs'], clock);
    const useCase = async () =>
      watched.ivs.send(new GetChannelCommand({ arn: 'x' })).catch(() => undefined);
    const aws = { clock, documents: table.documents };
    const run = withTick('reconcile', { TABLE_NAME: table.name }, aws, useCase, watched);
    return () => run({ source: 'aws.events' }, { ...recordObservability(), deadline: now });
  };
  const first = instance();
  await first();
  now += HOUR / 12;
  await first();
  const throttled = async () => (await readTicks(table))[0]?.throttled;
  expect(await throttled()).toEqual([{ from: '2026-11-27T12:00:00.000Z', requests: 2 }]);
  now += HOUR / 6;
  const second = instance();
  await second();
  expect(await throttled()).toHaveLength(2);
  isThrottling = false;
  now += HOUR / 12;
  await second();
  expect(throttledInLastHour((await throttled()) ?? [], now)).toBe(3);
  expect(throttledInLastHour((await throttled()) ?? [], NOW + 2 * HOUR)).toBe(0);
});
