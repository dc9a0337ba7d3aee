import { beforeEach, describe, expect, test } from 'vitest';
import type { TopicMessage } from '../../../src/console/protocol/messages.ts';
import { onePage } from '../../../src/console/server/polling/one-page.ts';
import { Pollers } from '../../../src/console/server/polling/pollers.ts';
import { type PollTime, pollTime } from './support.ts';

let time: PollTime;
let asked: string[];
/** Answers a question. */
let answer: (address: string) => unknown;
let pollers: Pollers;

beforeEach(() => {
  time = pollTime();
  asked = [];
  answer = () => ({ n: 1 });
  const open = (address: string) => {
    const ask = async () => {
      asked.push(address);
      return (await answer(address)) as object as Record<string, unknown>;
    };
    const refreshes = address === 'sessions/a' ? ['channel/a'] : [];
    return { source: onePage(ask, address.startsWith('channel') ? 5_000 : 1_500), refreshes };
  };
  pollers = new Pollers(open, time);
});

function watch(address: string) {
  const messages: TopicMessage[] = [];
  return { messages, end: pollers.watch(address, (message) => messages.push(message)) };
}
const kinds = (messages: readonly TopicMessage[]) =>
  messages.map((one) => Object.keys(one).find((name) => name !== 'address' && name !== 'at'));
const at = (ms: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + ms).toISOString();

test('asks at once, and again an interval after each answer', async () => {
  answer = async () => {
    await new Promise<void>((resolve) => void time.after(500, resolve));
    return { n: 1 };
  };
  const { messages } = watch('live');
  await time.pass(6_500);
  expect(messages).toEqual([
    { address: 'live', at: at(500), answer: { n: 1 } },
    { address: 'live', at: at(2_500), same: true },
    { address: 'live', at: at(4_500), same: true },
    { address: 'live', at: at(6_500), same: true },
  ]);
});

test('all who watch share its questions; who comes later has the last answer at once', async () => {
  const one = watch('live');
  await time.pass(100);
  const other = watch('live');
  expect(other.messages).toEqual([{ address: 'live', at: at(0), answer: { n: 1 } }]);
  await time.pass(1_400);
  expect(asked).toHaveLength(2);
  expect(kinds(one.messages)).toEqual(['answer', 'same']);
  expect(kinds(other.messages)).toEqual(['answer', 'same']);
});

test('asks for nothing when nobody watches, and forgets the answer after a minute', async () => {
  watch('live').end();
  await time.pass(60_000);
  expect(asked).toEqual([]);
  const { end } = watch('live');
  await time.pass(2_000);
  end();
  await time.pass(59_000);
  expect(asked).toHaveLength(2);
  expect(pollers.newest('live')).toHaveLength(1);
  await time.pass(1_000);
  expect(pollers.newest('live')).toEqual([]);
});

test('who comes back early does not make it ask earlier', async () => {
  const first = watch('live');
  await time.pass(1_000);
  for (let turn = 0; turn < 20; turn++) watch('live').end();
  first.end();
  watch('live');
  await time.pass(499);
  expect(asked).toHaveLength(1);
  await time.pass(1);
  expect(asked).toHaveLength(2);
});

test('an answer of which only its time differs is the same', async () => {
  answer = () => ({ at: at(time.now()), n: 1 });
  const { messages } = watch('live');
  await time.pass(1_500);
  expect(kinds(messages)).toEqual(['answer', 'same']);
});

describe('a failure', () => {
  test('is a problem in one line; the last answer stays; waits become longer, up to 30 s', async () => {
    const { messages } = watch('live');
    await time.pass(0);
    answer = () => {
      throw new Error('the stage\nis gone');
    };
    await time.pass(3 * 60_000);
    const times = messages.slice(1).map((message) => Date.parse(message.at) - Date.parse(at(0)));
    const waits = times.slice(1).map((one, i) => (one - (times[i] ?? 0)) / 1_000);
    expect(waits.slice(0, 6)).toEqual([2, 4, 8, 16, 30, 30]);
    expect(messages[1]).toEqual({ address: 'live', at: at(1_500), problem: 'the stage is gone' });
    expect(kinds(pollers.newest('live'))).toEqual(['answer', 'problem']);
  });

  test('is forgotten with the next answer, and the usual interval is back', async () => {
    answer = () => {
      throw new Error('gone');
    };
    const { messages } = watch('live');
    await time.pass(7_000);
    answer = () => ({ n: 2 });
    await time.pass(7_000);
    expect(kinds(pollers.newest('live'))).toEqual(['answer']);
    const before = messages.length;
    await time.pass(3_000);
    expect(messages.length - before).toBe(2);
  });

  test('by throttling makes it ask less often for longer', async () => {
    answer = () => {
      const cause = Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' });
      throw new Error('Lambda throttled the invocation', { cause });
    };
    watch('live');
    await time.pass(0);
    await time.pass(2_000);
    await time.pass(4_000);
    expect(asked).toHaveLength(3);
    answer = () => ({ n: 1 });
    // After 3 failures 8 s; then after each answer half of the wait before, down to the usual one.
    await time.pass(8_000);
    expect(asked).toHaveLength(4);
    await time.pass(3_999);
    expect(asked).toHaveLength(4);
    await time.pass(1);
    expect(asked).toHaveLength(5);
    await time.pass(2_000 + 1_500 + 1_500);
    expect(asked).toHaveLength(8);
  });
});

describe('an action', () => {
  test('makes it ask at once', async () => {
    watch('live');
    watch('channel/a');
    await time.pass(100);
    pollers.askNow(['channel']);
    await time.pass(0);
    expect(asked).toEqual(['live', 'channel/a', 'channel/a']);
  });

  test('makes it ask again if a question was on its way, whose answer may be older', async () => {
    let release: () => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve({ n: asked.length });
      });
    const { messages } = watch('live');
    await time.pass(0);
    pollers.askNow(['live']);
    release();
    await time.pass(0);
    release();
    await time.pass(0);
    expect(messages).toMatchObject([{ answer: { n: 1 } }, { answer: { n: 2 } }]);
  });

  test('does not make it ask for what nobody watches', async () => {
    watch('live').end();
    pollers.askNow(['live']);
    await time.pass(10_000);
    expect(asked).toEqual([]);
  });
});

test('a change of the sessions of a channel makes it ask for what will happen to the channel', async () => {
  watch('sessions/a');
  watch('channel/a');
  await time.pass(1_400);
  asked = [];
  await time.pass(200);
  expect(asked).toEqual(['sessions/a']);
  answer = (address) => (address === 'sessions/a' ? { n: 2 } : { n: 1 });
  await time.pass(1_500);
  expect(asked).toEqual(['sessions/a', 'sessions/a', 'channel/a']);
});
