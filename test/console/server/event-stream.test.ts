import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { TopicMessage } from '../../../src/console/protocol/messages.ts';
import { sendEvents } from '../../../src/console/server/http/event-stream.ts';
import { onePage } from '../../../src/console/server/polling/one-page.ts';
import { Pollers } from '../../../src/console/server/polling/pollers.ts';
import { pollTime } from './support.ts';

/** A response to a browser that takes what was written when the test says so. */
class SlowResponse extends EventEmitter {
  texts: string[] = [];
  writableLength = 0;
  greatestLength = 0;

  writeHead(): void {
    this.texts = [];
  }
  write(text: string): boolean {
    this.texts.push(text);
    this.writableLength += text.length;
    this.greatestLength = Math.max(this.greatestLength, this.writableLength);
    return false;
  }
  end(): void {
    this.emit('close');
  }
  /** The browser has taken everything. */
  take(): TopicMessage[] {
    const taken = this.texts.filter((text) => text.startsWith('data: '));
    this.texts = [];
    this.writableLength = 0;
    this.emit('drain');
    return taken.map((text) => JSON.parse(text.slice(6)) as TopicMessage);
  }
}

function world() {
  const time = pollTime();
  let n = 0;
  const ask = async () => ({ n: ++n, text: 'x'.repeat(100_000) });
  const pollers = new Pollers(() => ({ source: onePage(ask, 1_000) }), time);
  const response = new SlowResponse();
  const end = sendEvents(response as unknown as ServerResponse, ['a', 'b'], {
    pollers,
    timers: time,
  });
  return { time, response, end, asked: () => n };
}

test('a slow browser does not fill the memory, and gets the newest answers when it has caught up', async () => {
  const { time, response, asked } = world();
  await time.pass(5 * 60_000);
  expect(response.greatestLength).toBeLessThan(1_300_000);
  response.take();
  const caughtUp = response.take();
  expect(caughtUp.map(({ address }) => address).sort()).toEqual(['a', 'b']);
  const numbers = caughtUp.map((one) => ('answer' in one ? (one.answer as { n: number }).n : 0));
  expect(Math.max(...numbers)).toBe(asked());
  await time.pass(1_000);
  expect(response.take()).toHaveLength(2);
});

test('nothing is asked after the browser has gone', async () => {
  const { time, response, asked } = world();
  await time.pass(10_000);
  response.emit('close');
  const before = asked();
  await time.pass(5 * 60_000);
  expect(asked()).toBe(before);
  expect(time.nextAt()).toBeUndefined();
});

test('nothing is asked if one of the addresses is no topic', async () => {
  const time = pollTime();
  let asked = 0;
  const ask = async () => ({ n: ++asked });
  const pollers = new Pollers((address) => {
    if (address === 'nope') throw new Error('address: expected a topic');
    return { source: onePage(ask, 1_000) };
  }, time);
  const response = new SlowResponse() as unknown as ServerResponse;
  const tools = { pollers, timers: time };
  expect(() => sendEvents(response, ['a', 'nope'], tools)).toThrow('address: expected a topic');
  await time.pass(60_000);
  expect(asked).toBe(0);
});

test('a comment every 15 s shows both sides that the connection is there', async () => {
  const time = pollTime();
  const never = () => new Promise<never>(() => undefined);
  const pollers = new Pollers(() => ({ source: onePage(never, 1_000) }), time);
  const response = new SlowResponse();
  sendEvents(response as unknown as ServerResponse, ['a'], { pollers, timers: time });
  response.take();
  await time.pass(15_000);
  expect(response.texts).toEqual([':\n\n']);
  // One that was not taken is enough.
  await time.pass(60_000);
  expect(response.texts).toEqual([':\n\n']);
});
