import { expect, test } from 'vitest';
import type { IvsEvent } from '../../../src/ivs/events.ts';
import type { FinalDetails } from '../../../src/sessions/details/store.ts';
import { meaningOf } from '../../../src/sessions/event-meaning.ts';
import { factOf } from '../../../src/sessions/facts.ts';
import type { SessionAnswer } from '../../../src/sessions/queries/one.ts';
import { foldHealth } from '../../../src/sessions/timeline/fold-health.ts';
import { CHANNEL_ARN, type EventParts, parsedEvent, STREAM_ID } from '../../support/ivs-events.ts';
import { sessionQueries } from '../../support/session-queries.ts';

const ID = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
const second = (s: number) => new Date(Date.UTC(2026, 10, 21, 9) + s * 1_000).toISOString();

type World = ReturnType<typeof sessionQueries>;

async function record({ sessions }: World, s: number, parts: EventParts) {
  const event = parsedEvent({ time: second(s), ...parts });
  const stored = { event, expiresAt: 9e9, repaired: false };
  await sessions.putEvent(stored);
  const meaning = meaningOf(event);
  const id = { channelArn: CHANNEL_ARN, streamId: event.streamId ?? '' };
  if (meaning && meaning !== 'none') await sessions.addFact(id, meaning, factOf(stored, meaning));
}

const HEALTH = 'IVS Stream Health Change';
const RECORDING = 'IVS Recording State Change';

const details = (more: Partial<FinalDetails> = {}): FinalDetails => ({
  ...ID,
  channel: { name: 'Quiz', type: 'STANDARD' },
  ingest: { video: { codec: 'avc1', width: 1_920, height: 1_080, framerate: 30 } },
  health: foldHealth([], {}),
  finalizedAt: second(900),
  ...more,
});

async function show(world: World) {
  const { sessions, timeline } = await world.ask<SessionAnswer>(ID);
  return { view: sessions[0], timeline };
}

test('a session is answered with its viewers, ingest, health and time line', async () => {
  const world = sessionQueries();
  await record(world, 0, { name: 'Session Created' });
  await record(world, 2, { name: 'Stream Start' });
  await record(world, 10, { detailType: HEALTH, name: 'Starvation Start' });
  await record(world, 14, { detailType: HEALTH, name: 'Starvation End' });
  await record(world, 602, { name: 'Stream End' });
  await world.context.details.put(details(), 9e9);
  const viewers = {
    ...{ peak: 12, peakAt: second(60), lastAt: second(540), lastCount: 9 },
    ...{ viewerSeconds: 5_000, coveredSeconds: 600 },
  };
  await world.context.viewers.put({ ...ID, ...viewers }, undefined, 9e9);
  const { view, timeline } = await show(world);
  expect(view).toMatchObject({
    ...{ ...ID, state: 'ended', durationMs: 600_000 },
    viewers: { peak: 12, peakAt: second(60), mean: 8.3, lastCount: 9 },
    ingest: { video: { codec: 'avc1' } },
    channel: { name: 'Quiz' },
    health: { starvation: { count: 1, totalMs: 4_000 }, events: 5 },
  });
  expect(view).not.toHaveProperty('recordings');
  expect(timeline?.map(({ name, sinceStartMs }) => [name, sinceStartMs])).toEqual([
    ['Session Created', -2_000],
    ['Stream Start', 0],
    ['Starvation Start', 8_000],
    ['Starvation End', 12_000],
    ['Stream End', 600_000],
  ]);
});

test('with `events`, each entry has the id of its event and when it was received first, if that is known', async () => {
  const world = sessionQueries();
  const [created, start] = ['Session Created', 'Stream Start'].map((name, i) =>
    parsedEvent({ name, time: second(i) }),
  ) as [IvsEvent, IvsEvent];
  const stored = { expiresAt: 9e9, repaired: false };
  await record(world, 2, { name: 'Stream End' });
  for (const receivedAt of [second(7), second(9)])
    await world.sessions.putEvent({ ...stored, event: created, receivedAt });
  await world.sessions.putEvent({ ...stored, event: start, repaired: true });
  const { timeline } = await world.ask<SessionAnswer>({ ...ID, events: true });
  expect(timeline).toMatchObject([
    { name: 'Session Created', id: created.id, receivedAt: second(7) },
    { name: 'Stream Start', id: start.id, repaired: true },
    { name: 'Stream End', id: expect.any(String) },
  ]);
  expect(timeline?.map((entry) => Object.hasOwn(entry, 'receivedAt'))).toEqual([
    true,
    false,
    false,
  ]);
  const usual = await show(world);
  for (const name of ['id', 'receivedAt'])
    expect(usual.timeline?.filter((entry) => Object.hasOwn(entry, name))).toEqual([]);
});

test('`events` needs a stream', async () => {
  const { ask } = sessionQueries();
  await expect(ask({ channelArn: CHANNEL_ARN, events: true })).rejects.toThrow(
    'streamId: expected the id of a stream together with events, received nothing',
  );
  await expect(ask({ live: true, events: true })).rejects.toThrow(
    'events: cannot be combined with live',
  );
});

test('the health of a live session is computed too, and unknown members are absent', async () => {
  const world = sessionQueries();
  await record(world, 2, { name: 'Stream Start' });
  await record(world, 10, { detailType: HEALTH, name: 'Starvation Start' });
  const { view } = await show(world);
  expect(view).toMatchObject({ health: { starvation: { spells: [{ from: second(10) }] } } });
  for (const member of ['durationMs', 'viewers', 'ingest', 'channel', 'recordings'])
    expect(view).not.toHaveProperty(member);
});

test('the health from finalization is answered if it is based on more events than are left', async () => {
  const world = sessionQueries();
  await record(world, 2, { name: 'Stream Start' });
  await record(world, 602, { name: 'Stream End' });
  const stored = { ...foldHealth([], {}), events: 700 };
  await world.context.details.put(details({ health: stored }), 9e9);
  expect((await show(world)).view).toMatchObject({ health: { events: 700 } });
  await world.context.details.put(details({ health: { ...stored, events: 1 } }), 9e9);
  expect((await show(world)).view).toMatchObject({ health: { events: 2 } });
});

test('a recording that continues in later streams has the end that came with the last one', async () => {
  const world = sessionQueries();
  const session = { recording_session_id: 'r-1', recording_s3_bucket_name: 'b' };
  await record(world, 2, { name: 'Stream Start' });
  await record(world, 3, { detailType: RECORDING, name: 'Recording Start', detail: session });
  await record(world, 60, { name: 'Stream End' });
  const open = [{ status: 'recording', startedAt: second(3) }];
  expect((await show(world)).view).toMatchObject({ recordings: open });

  await record(world, 70, { name: 'Stream Start', streamId: 'st-2' });
  const merged = { ...session, recording_duration_ms: 99_000 };
  const streams = { recording_session_stream_ids: [STREAM_ID, 'st-2'] };
  const recorded = {
    ...details().health,
    recordings: [] as FinalDetails['health']['recordings'],
  };
  recorded.recordings.push({
    ...{ status: 'recorded', recordingSessionId: 'r-1', bucket: 'b', endedAt: second(200) },
    ...{ durationMs: merged.recording_duration_ms },
    streamIds: streams.recording_session_stream_ids,
  });
  await world.context.details.put(details({ streamId: 'st-2', health: recorded }), 9e9);
  expect((await show(world)).view?.recordings).toEqual([
    {
      ...{ status: 'recorded', recordingSessionId: 'r-1', bucket: 'b' },
      ...{ startedAt: second(3), endedAt: second(200), durationMs: 99_000 },
      streamIds: [STREAM_ID, 'st-2'],
    },
  ]);
});

test('a long time line is answered in pages, and the health only with the first page', async () => {
  const world = sessionQueries();
  await record(world, 0, { name: 'Stream Start' });
  for (let s = 1; s < 2_500; s++)
    await record(world, s, {
      ...{ detailType: HEALTH, name: s % 2 ? 'Starvation Start' : 'Starvation End' },
    });
  const pages = await world.pages<SessionAnswer>(ID);
  expect(pages.map(({ timeline }) => timeline?.length)).toEqual([1_000, 1_000, 500]);
  const at = pages.flatMap(({ timeline }) => timeline?.map((entry) => entry.at) ?? []);
  expect(at).toEqual(Array.from({ length: 2_500 }, (_, s) => second(s)));
  expect(pages.map(({ sessions }) => sessions[0]?.health?.events)).toEqual([
    2_500,
    undefined,
    undefined,
  ]);
});
