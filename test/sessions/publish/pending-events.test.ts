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
  const published = () => recorder.bus.events.map(({ detailType }) => detailType);
  return { recorder, published };
}

/** The recorder with a bus that is unavailable. */
const withoutBus = (recorder: Recorder): Recorder => ({
  ...recorder,
  bus: { publish: () => Promise.reject(new Error('the bus is unavailable')) },
});

test.each([
  ['Session Ended', 'Stream End'],
  ['Stream End', 'Session Ended'],
  ['Stream Failure', 'Session Ended'],
])('Session Ended is published once, for the first end: %s before %s', async (first, second) => {
  const { recorder, published } = setUp();
  await recordEvent(recorder, eventOf(first, 5));
  expect(published()).toEqual(['Session Ended']);
  await recordEvent(recorder, eventOf(second, 4));
  expect(published()).toEqual(['Session Ended']);
});

test('Session Started is published even if the start comes after the end', async () => {
  const { recorder, published } = setUp();
  await recordEvent(recorder, eventOf('Stream End', 9));
  await recordEvent(recorder, eventOf('Stream Start', 1));
  expect(published()).toEqual(['Session Ended', 'Session Started']);
  expect(recorder.bus.events.map(({ detail }) => detail.session)).toMatchObject([
    { state: 'failed' },
    { state: 'ended', startedAt: '2026-11-21T12:00:01.000Z' },
  ]);
});

test('an event that is neither a start nor an end publishes nothing', async () => {
  const { recorder, published } = setUp();
  for (const name of ['Session Created', 'Stream Takeover', 'Stream Takeover Failure', 'Rewound'])
    await recordEvent(recorder, eventOf(name, 1));
  expect(published()).toEqual([]);
});

test('an event that replaces another event, or a repair, publishes nothing again', async () => {
  const { recorder, published } = setUp();
  await recordRepairs(recorder, ID, [eventOf('Stream Start', 5)]);
  expect(published()).toEqual(['Session Started', 'Session Repaired']);
  await recordEvent(recorder, eventOf('Stream Start', 6));
  await recordEvent(recorder, eventOf('Stream Start', 4));
  expect(published()).toEqual(['Session Started', 'Session Repaired']);
});

test('a repair publishes all its events at once, marked as repaired, with what it added', async () => {
  const { recorder } = setUp();
  await recordEvent(recorder, eventOf('Session Created', 0));
  const known = eventOf('Session Created', 1);
  const missing = [eventOf('Stream Start', 2), eventOf('Stream End', 9)];
  const undelivered = eventOf('Stream Takeover Failure', 3);
  expect(await recordRepairs(recorder, ID, [known, ...missing, undelivered])).toEqual([
    ...missing,
    undelivered,
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

test('a repair that adds nothing publishes nothing', async () => {
  const { recorder, published } = setUp();
  await recordEvent(recorder, eventOf('Stream Start', 1));
  expect(await recordRepairs(recorder, ID, [eventOf('Stream Start', 2)])).toEqual([]);
  expect(await recordRepairs(recorder, ID, [])).toEqual([]);
  expect(published()).toEqual(['Session Started']);
});

test('a second end that is delivered while it is repaired does not publish Session Ended again', async () => {
  const { recorder, published } = setUp();
  await recordEvent(recorder, eventOf('Session Ended', 5));
  const [session = ID] = await recorder.store.get([ID]);
  const [delivered, repair] = [eventOf('Stream End', 12), eventOf('Stream End', 12)];
  /** After the repair is in the summary, and before it is published. */
  const store = {
    ...recorder.store,
    async get(ids: Parameters<Recorder['store']['get']>[0]) {
      await recordEvent(recorder, delivered);
      return recorder.store.get(ids);
    },
  };
  await recordRepairs({ ...recorder, store }, session, [{ ...repair, id: 'repair' }]);
  expect(published()).toEqual(['Session Ended', 'Session Repaired']);
});

test('a second end that is repaired while it is delivered does not publish Session Ended again', async () => {
  const { recorder, published } = setUp();
  await recordEvent(recorder, eventOf('Session Ended', 5));
  const [session = ID] = await recorder.store.get([ID]);
  const [delivered, repair] = [eventOf('Stream End', 12), eventOf('Stream End', 12)];
  /** After the event is in the summary, and before it is stored. */
  const store = {
    ...recorder.store,
    async putEvent(stored: Parameters<Recorder['store']['putEvent']>[0]) {
      await recordRepairs(recorder, session, [{ ...repair, id: 'repair' }]);
      return recorder.store.putEvent(stored);
    },
  };
  await recordEvent({ ...recorder, store }, delivered);
  expect(published()).toEqual(['Session Ended']);
});

test('the session is right while the bus is unavailable, and a retry publishes', async () => {
  const { recorder, published } = setUp();
  const start = eventOf('Stream Start', 1);
  await expect(recordEvent(withoutBus(recorder), start)).rejects.toThrow('the bus is unavailable');
  expect([...recorder.store.summaries.values()]).toMatchObject([{ started: { id: start.id } }]);
  expect(recorder.store.events.size).toBe(0);
  await recordEvent(recorder, start);
  await recordEvent(recorder, start);
  expect(published()).toEqual(['Session Started']);
  expect(recorder.store.events.size).toBe(1);
});

test('an event that replaces an unpublished one publishes instead of it', async () => {
  const { recorder, published } = setUp();
  const [first, second] = [eventOf('Stream Start', 2), eventOf('Stream Start', 1)];
  await expect(recordEvent(withoutBus(recorder), first)).rejects.toThrow();
  await recordEvent(recorder, second);
  await recordEvent(recorder, first);
  expect(published()).toEqual(['Session Started']);
});

test('an event that replaces an unpublished one publishes even if that one is retried in between', async () => {
  const { recorder, published } = setUp();
  const [first, second] = [eventOf('Stream Start', 2), eventOf('Stream Start', 1)];
  await expect(recordEvent(withoutBus(recorder), first)).rejects.toThrow();
  let retry: (() => Promise<unknown>) | undefined = () => recordEvent(recorder, first);
  const store = {
    ...recorder.store,
    /** The second event calls this after its fact has replaced that of the first. */
    async hasEvent(ref: Parameters<Recorder['store']['hasEvent']>[0]) {
      const now = retry;
      retry = undefined;
      await now?.();
      return recorder.store.hasEvent(ref);
    },
  };
  await recordEvent({ ...recorder, store }, second);
  expect(published()).toContain('Session Started');
});
