import { expect, test } from 'vitest';
import { type ClassifiedEvent, classify } from '../../../src/sessions/event-meaning.ts';
import { type Recorder, recordEvent, recordRepairs } from '../../../src/sessions/record-event.ts';
import { CHANNEL_ARN, parsedEvent, STREAM_ID } from '../../support/ivs-events.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { recorderOf } from '../../support/recorder.ts';

const ID = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };

function eventOf(name: string, second: number): ClassifiedEvent {
  const time = new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
  return classify(parsedEvent({ name, time }));
}

function setUp() {
  const recorder = recorderOf(memorySessionStore());
  const told = () => recorder.bus.events.map(({ detailType }) => detailType);
  return { recorder, told };
}

/** A bus that is down. */
const without = (recorder: Recorder): Recorder => ({
  ...recorder,
  bus: { publish: () => Promise.reject(new Error('the bus is down')) },
});

test.each([
  ['Session Ended', 'Stream End'],
  ['Stream End', 'Session Ended'],
  ['Stream Failure', 'Session Ended'],
])('whichever comes first is the end: %s before %s', async (first, second) => {
  const { recorder, told } = setUp();
  await recordEvent(recorder, eventOf(first, 5));
  expect(told()).toEqual(['Session Ended']);
  await recordEvent(recorder, eventOf(second, 4));
  expect(told()).toEqual(['Session Ended']);
});

test('a start that comes after the end is told', async () => {
  const { recorder, told } = setUp();
  await recordEvent(recorder, eventOf('Stream End', 9));
  await recordEvent(recorder, eventOf('Stream Start', 1));
  expect(told()).toEqual(['Session Ended', 'Session Started']);
  expect(recorder.bus.events.map(({ detail }) => detail.session)).toMatchObject([
    { state: 'failed' },
    { state: 'ended', startedAt: '2026-11-21T12:00:01.000Z' },
  ]);
});

test('nothing is told of what is neither a start nor an end', async () => {
  const { recorder, told } = setUp();
  for (const name of ['Session Created', 'Stream Takeover', 'Stream Takeover Failure', 'Rewound'])
    await recordEvent(recorder, eventOf(name, 1));
  expect(told()).toEqual([]);
});

test('an event that takes the place of another, or of a repair, tells nothing again', async () => {
  const { recorder, told } = setUp();
  await recordRepairs(recorder, ID, [eventOf('Stream Start', 5)]);
  expect(told()).toEqual(['Session Started', 'Session Repaired']);
  await recordEvent(recorder, eventOf('Stream Start', 6));
  await recordEvent(recorder, eventOf('Stream Start', 4));
  expect(told()).toEqual(['Session Started', 'Session Repaired']);
});

test('a repair tells all in one go, marked, with what it added', async () => {
  const { recorder } = setUp();
  await recordEvent(recorder, eventOf('Session Created', 0));
  const known = eventOf('Session Created', 1);
  const missing = [eventOf('Stream Start', 2), eventOf('Stream End', 9)];
  const unheard = eventOf('Stream Takeover Failure', 3);
  expect(await recordRepairs(recorder, ID, [known, ...missing, unheard])).toEqual([
    ...missing,
    unheard,
  ]);
  expect(recorder.bus.events).toMatchObject([
    { detailType: 'Session Started', detail: { repaired: true, session: { state: 'ended' } } },
    { detailType: 'Session Ended', detail: { repaired: true, session: { state: 'ended' } } },
    {
      detailType: 'Session Repaired',
      time: '2026-11-21T12:00:00.000Z',
      detail: {
        added: [
          { name: 'Stream Start' },
          { name: 'Stream End' },
          { name: 'Stream Takeover Failure' },
        ],
        addedCount: 3,
      },
    },
  ]);
});

test('a repair of nothing tells nothing', async () => {
  const { recorder, told } = setUp();
  await recordEvent(recorder, eventOf('Stream Start', 1));
  expect(await recordRepairs(recorder, ID, [eventOf('Stream Start', 2)])).toEqual([]);
  expect(await recordRepairs(recorder, ID, [])).toEqual([]);
  expect(told()).toEqual(['Session Started']);
});

test('while the bus is down the session is right all the same, and a retry tells', async () => {
  const { recorder, told } = setUp();
  const start = eventOf('Stream Start', 1);
  await expect(recordEvent(without(recorder), start)).rejects.toThrow('the bus is down');
  expect([...recorder.store.summaries.values()]).toMatchObject([{ started: { id: start.id } }]);
  expect(recorder.store.events.size).toBe(0);
  await recordEvent(recorder, start);
  await recordEvent(recorder, start);
  expect(told()).toEqual(['Session Started']);
  expect(recorder.store.events.size).toBe(1);
});

test('an event that takes the place of an untold one tells in its place', async () => {
  const { recorder, told } = setUp();
  const [first, second] = [eventOf('Stream Start', 2), eventOf('Stream Start', 1)];
  await expect(recordEvent(without(recorder), first)).rejects.toThrow();
  await recordEvent(recorder, second);
  await recordEvent(recorder, first);
  expect(told()).toEqual(['Session Started']);
});

test('even if the untold one is retried in between', async () => {
  const { recorder, told } = setUp();
  const [first, second] = [eventOf('Stream Start', 2), eventOf('Stream Start', 1)];
  await expect(recordEvent(without(recorder), first)).rejects.toThrow();
  let retry: (() => Promise<unknown>) | undefined = () => recordEvent(recorder, first);
  const store = {
    ...recorder.store,
    /** Asked by the second, once its fact has taken the place of the first's. */
    async hasEvent(ref: Parameters<Recorder['store']['hasEvent']>[0]) {
      const now = retry;
      retry = undefined;
      await now?.();
      return recorder.store.hasEvent(ref);
    },
  };
  await recordEvent({ ...recorder, store }, second);
  expect(told()).toContain('Session Started');
});
