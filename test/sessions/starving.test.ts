import { describe, expect, test, vi } from 'vitest';
import { classify } from '../../src/sessions/event-meaning.ts';
import type { SessionsAnswer } from '../../src/sessions/queries/list.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { starvingSince } from '../../src/sessions/starving.ts';
import type { StoredHealth } from '../../src/sessions/viewers/store.ts';
import { memoryBus } from '../support/bus.ts';
import * as fc from '../support/fast-check.ts';
import { CHANNEL_ARN, type EventParts, parsedEvent, STREAM_ID } from '../support/ivs-events.ts';
import { sessionQueries } from '../support/session-queries.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const time = (s: number) => new Date(NOON + s * 1_000).toISOString();
const start = { detailType: 'IVS Stream Health Change', name: 'Starvation Start' } as const;
const end = { ...start, name: 'Starvation End' } as const;
const breach = { detailType: 'IVS Limit Breach', name: 'Ingest Bitrate' } as const;

async function live(...events: [s: number, parts: EventParts][]) {
  const world = sessionQueries();
  const { sessions: store, clock } = world;
  const recorder = { store, bus: memoryBus(), clock, retentionDays: 90 };
  for (const [s, parts] of [[-60, { name: 'Stream Start' }] as const, ...events])
    await recordEvent(recorder, classify(parsedEvent({ ...parts, time: time(s) })));
  return world;
}

const QUERIES = {
  'the live sessions': { live: true },
  'the sessions of a channel': { channelArn: CHANNEL_ARN },
  'one session': { channelArn: CHANNEL_ARN, streamId: STREAM_ID },
  'a range': { from: '2026-11-21', to: '2026-11-22' },
};

describe.each(Object.entries(QUERIES))('the answer to a query for %s', (_what, query) => {
  const since = async (world: Awaited<ReturnType<typeof live>>) =>
    (await world.ask<SessionsAnswer>(query)).sessions[0]?.starvingSince;

  test('says since when a stream is starving', async () => {
    expect(await since(await live([-9, start]))).toBe(time(-9));
    expect(await since(await live([-30, start], [-20, end], [-9, start]))).toBe(time(-9));
    expect(await since(await live([-9, start], [-30, start]))).toBe(time(-9));
  });

  test('says nothing if the stream is not starving any more, or has ended', async () => {
    expect(await since(await live())).toBeUndefined();
    expect(await since(await live([-9, breach]))).toBeUndefined();
    expect(await since(await live([-9, start], [-5, end]))).toBeUndefined();
    expect(await since(await live([-5, end], [-9, start]))).toBeUndefined();
    expect(await since(await live([-9, start], [-9, end]))).toBeUndefined();
    expect(await since(await live([-9, start], [-5, { name: 'Stream End' }]))).toBeUndefined();
  });

  test('finds the change of health under many other events', async () => {
    const others = Array.from({ length: 60 }, (_, i): [number, EventParts] => [
      -50 + i / 10,
      breach,
    ]);
    expect(await since(await live([-55, start], ...others))).toBe(time(-55));
    expect(await since(await live(...others))).toBeUndefined();
  });

  test('believes IVS when an event was lost', async () => {
    const sampled = async (health: StoredHealth, ...events: [number, EventParts][]) => {
      const world = await live(...events);
      const record = {
        peak: 1,
        peakAt: time(0),
        viewerSeconds: 0,
        coveredSeconds: 0,
        lastCount: 1,
      };
      const of = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
      await world.context.viewers.put({ ...of, ...record, ...health }, undefined, 9e9);
      return since(world);
    };
    const healthy = { lastAt: time(0), health: 'HEALTHY' } as const;
    const starving = { lastAt: time(0), health: 'STARVING', starvingSince: time(-55) } as const;
    expect(await sampled(healthy, [-50, start])).toBeUndefined();
    expect(await sampled(starving)).toBe(time(-55));
    expect(await sampled(starving, [-50, start])).toBe(time(-50));
  });
});

describe('the latest event and the latest sample of a stream', () => {
  const healthy = { lastAt: time(0), health: 'HEALTHY' } as const;
  const starving = { lastAt: time(0), health: 'STARVING', starvingSince: time(-120) } as const;
  const unknown = { lastAt: time(0) };
  test.each<[string, ...Parameters<typeof starvingSince>, string | undefined]>([
    ['no event, no sample', undefined, undefined, undefined],
    ['an event that is newer than the sample', { type: 'start', at: time(9) }, healthy, time(9)],
    ['an end that is newer than the sample', { type: 'end', at: time(9) }, starving, undefined],
    ['an event just before the sample', { type: 'start', at: time(-5) }, healthy, time(-5)],
    ['an end just before the sample', { type: 'end', at: time(-5) }, starving, undefined],
    ['a start long before a healthy sample', { type: 'start', at: time(-60) }, healthy, undefined],
    [
      'a start long before a sample of unknown health',
      { type: 'start', at: time(-60) },
      unknown,
      time(-60),
    ],
    ['an end long before a starving sample', { type: 'end', at: time(-180) }, starving, time(-120)],
  ])('%s', (_what, change, sample, expected) => {
    expect(starvingSince(change, sample)).toBe(expected);
  });
});

const change = fc.record({ second: fc.integer({ min: -12, max: -1 }), isStart: fc.boolean() });

test('every order and duplication of the same changes ends in the same state: that of the last second', async () => {
  const orders = fc
    .array(change, { minLength: 1, maxLength: 8 })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length })),
    );
  await fc.assert(
    fc.asyncProperty(orders, async ([all, others]) => {
      const inOrder = [...all, ...others].sort((a, b) => a.second - b.second);
      const latest = inOrder.filter(({ second }) => second === inOrder.at(-1)?.second);
      const starving = latest.every(({ isStart }) => isStart);
      const expected = starving ? time(latest[0]?.second ?? 0) : undefined;
      for (const deliveries of [inOrder, [...others, ...all]]) {
        const world = await live(
          ...deliveries.map(({ second, isStart }): [number, EventParts] => [
            second,
            isStart ? start : end,
          ]),
        );
        const { sessions } = await world.ask<SessionsAnswer>({ live: true });
        expect(sessions[0]?.starvingSince).toBe(expected);
      }
    }),
    { numRuns: 50 },
  );
});

test('an implausible time of a change says nothing: the sample does', async () => {
  const { sessions, context, ask } = await live([-30, start]);
  const ahead = { at: time(400 * 86_400), id: '4', odd: 'ahead' } as const;
  const of = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
  await sessions.addFact(of, 'health', ahead);
  const answer = () => ask<SessionsAnswer>({ live: true });
  expect((await answer()).sessions[0]).not.toHaveProperty('starvingSince');
  const record = { peak: 1, peakAt: time(0), viewerSeconds: 0, coveredSeconds: 0, lastCount: 1 };
  const health = { lastAt: time(0), health: 'STARVING', starvingSince: time(-28) } as const;
  await context.viewers.put({ ...of, ...record, ...health }, undefined, 9e9);
  expect((await answer()).sessions[0]).toMatchObject({ starvingSince: time(-28) });
});

test('a page of a hundred live streams takes four requests, also if all of them have starved', async () => {
  const { sessions, clock, context, ask } = sessionQueries();
  const recorder = { store: sessions, bus: memoryBus(), clock, retentionDays: 90 };
  for (let i = 0; i < 105; i++) {
    const of = { streamId: `st-${i}` };
    const all: EventParts[] = [{ name: 'Stream Start' }, breach, start, ...(i % 2 ? [end] : [])];
    for (const [n, parts] of all.entries())
      await recordEvent(
        recorder,
        classify(parsedEvent({ ...parts, ...of, time: time(i + 2 * n) })),
      );
  }
  const stores = [sessions, context.details, context.viewers];
  const sent = stores.map(({ memory }) => vi.spyOn(memory.table.documents, 'send'));
  const { sessions: found, nextToken } = await ask<SessionsAnswer>({ live: true });
  expect(found).toHaveLength(100);
  expect(nextToken).toBeDefined();
  expect(found.filter(({ starvingSince: since }) => since !== undefined)).toHaveLength(50);
  expect(sent.flatMap(({ mock }) => mock.calls)).toHaveLength(4);
});
