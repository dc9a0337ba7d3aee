import { expect, test } from 'vitest';
import { addressOf, type TopicName } from '../../../src/console/protocol/topics.ts';
import { createConsole } from '../../../src/console/server/console.ts';
import { RULES } from '../../../src/console/server/topics/rules.ts';
import { ARN, consoleOptions, fakeStage, HOME, pollTime } from './support.ts';

const DAY = '2026-01-01';
const CHANNEL = 'AbCdEf123456';
const SEVEN_DAYS = { from: '2025-12-26T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' };
/** An address of each topic, and what its first question is. */
const QUESTIONS: [TopicName, (string | number)[], string, object][] = [
  ['overview', [], 'doctor', { overview: true }],
  ['live', [], 'getSessions', { live: true }],
  ['viewers', [DAY], 'getSessions', { viewers: true, day: DAY }],
  ['totals', [DAY], 'getSessions', { totals: true, day: DAY }],
  ['failed', [7], 'getSessions', { failed: true, ...SEVEN_DAYS }],
  ['breaches', [], 'getSessions', { account: true }],
  ['channel', [CHANNEL], 'explainChannels', { channelArn: ARN }],
  ['sessions', [CHANNEL], 'getSessions', { channelArn: ARN }],
  ['session', [CHANNEL, 'st-0'], 'getSessions', { channelArn: ARN, streamId: 'st-0' }],
  ['audit', [CHANNEL], 'explainChannels', { audit: ARN }],
  ['metadata', [CHANNEL], 'explainChannels', { metadata: ARN }],
  ['plan', [], 'explainChannels', { plan: true }],
  ['cleanup', [], 'deleteDueChannels', { status: true }],
  ['letters', [], 'getDeadLetters', { list: {} }],
  ['letter', ['0123456789abcdef'], 'getDeadLetters', { show: '0123456789abcdef' }],
  ['find', ['show'], 'explainChannels', { find: 'show' }],
];

function world() {
  const time = pollTime();
  const stage = fakeStage(({ payload }) => (payload.home ? HOME : {}));
  const served = createConsole(consoleOptions({ invoke: stage.invoke, timers: time }));
  return { time, stage, served };
}

test('each topic has a question', () => {
  const asked = QUESTIONS.map(([name]) => name);
  expect([...asked, 'simulator'].sort()).toEqual(Object.keys(RULES).sort());
});

test.each(QUESTIONS)('%s %j asks %s', async (name, parameters, functionName, payload) => {
  const { time, stage, served } = world();
  served.pollers.watch(addressOf(name, ...parameters), () => undefined);
  await time.pass(0);
  const asked = stage.invoked.filter((one) => !one.payload.home);
  expect(asked).toEqual([{ functionName, payload }]);
});

test('the stage is asked once where it is, for all ids of channels', async () => {
  const { time, stage, served } = world();
  for (const name of ['channel', 'sessions', 'audit'] as const)
    served.pollers.watch(addressOf(name, CHANNEL), () => undefined);
  await time.pass(2_000);
  served.pollers.watch(addressOf('channel', 'GhIjKl123456'), () => undefined);
  await time.pass(2_000);
  const asked = stage.invoked.filter((one) => one.payload.home);
  expect(asked).toHaveLength(1);
});

test('the pages of held channels are one answer, of one set', async () => {
  const time = pollTime();
  const page = (members: string[], nextToken?: string) => ({
    ...{ mode: 'apply', approved: [], stopped: { id: 'set', members } },
    ...(nextToken !== undefined && { nextToken }),
  });
  const stage = fakeStage(({ payload }) =>
    payload.nextToken ? page(['c']) : page(['a', 'b'], 't'),
  );
  const served = createConsole(consoleOptions({ invoke: stage.invoke, timers: time }));
  const answers: unknown[] = [];
  served.pollers.watch('cleanup', (one) => answers.push('answer' in one && one.answer));
  await time.pass(1_000);
  expect(answers).toEqual([page(['a', 'b']), page(['a', 'b', 'c'])]);
});

test('the totals of a day are those of the last page, which counts on', async () => {
  const time = pollTime();
  const stage = fakeStage(({ payload }) =>
    payload.nextToken ? { totals: { sessions: 9 } } : { totals: { sessions: 5 }, nextToken: 't' },
  );
  const served = createConsole(consoleOptions({ invoke: stage.invoke, timers: time }));
  const answers: unknown[] = [];
  served.pollers.watch(`totals/${DAY}`, (one) => answers.push('answer' in one && one.answer));
  await time.pass(1_000);
  expect(answers.at(-1)).toEqual({ totals: { sessions: 9 } });
});

test('an hour of the page of live streams takes 2,400 invocations', async () => {
  const time = pollTime();
  const stage = fakeStage(() => ({ sessions: [] }));
  const served = createConsole(consoleOptions({ invoke: stage.invoke, timers: time }));
  served.pollers.watch('live', () => undefined);
  await time.pass(3_600_000 - 1);
  expect(served.invocations).toBe(2_400);
});
