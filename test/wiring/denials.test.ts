import { GetChannelCommand } from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { readTicks } from '../../src/platform/ticks.ts';
import type { Aws } from '../../src/wiring/aws.ts';
import { watchDenials } from '../../src/wiring/denials.ts';
import { withTick } from '../../src/wiring/scheduled.ts';
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
  const watched = watchDenials({ send } as unknown as Aws['ivs'], clock);
  const { table } = memoryTable();
  const env = { TABLE_NAME: table.name };
  const useCase = async () => watched.ivs.send(new GetChannelCommand({ arn: 'x' }));
  const run = withTick(
    'reconcile',
    env,
    { clock, documents: table.documents },
    useCase,
    watched.denied,
  );
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
