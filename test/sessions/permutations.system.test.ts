import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { channelPk } from '../../src/platform/table.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import { type SessionView, toView } from '../../src/sessions/view.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import fc from '../support/fast-check.ts';
import { STREAM_ID } from '../support/ivs-events.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { recorderOf } from '../support/recorder.ts';
import { SEED } from '../support/seed.ts';
import { startTable } from '../support/table.ts';
import { type Delivery, deliver, orders } from './support/deliveries.ts';

const CASES = 10 * chaosRuns(30);

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(async () => {
  console.log(`permutations: ${CASES} cases each in memory, 30 in the table, seed ${SEED}`);
  await table.close();
});

async function deliverAll(store: SessionStore, all: Delivery[]): Promise<void> {
  const recorder = recorderOf(store);
  for (const one of all) await deliver(recorder, one);
}

async function inMemory(deliveries: Delivery[]) {
  const store = memorySessionStore();
  await deliverAll(store, deliveries);
  const summaries = [...store.summaries.values()];
  const items = [...store.events.values()].sort((a, b) => (a.sk < b.sk ? -1 : 1));
  return { items, summaries, views: summaries.map(toView) };
}

test('every order and duplication of the same events leads to identical items and views', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      expect(await inMemory(shuffled)).toEqual(await inMemory(once));
    }),
    { numRuns: CASES, seed: SEED },
  );
});

let channels = 0;

/** The same deliveries, for a channel that no other run uses. */
function onChannel(channelArn: string, deliveries: Delivery[]): Delivery[] {
  return deliveries.map(({ event, repaired }) => ({ event: { ...event, channelArn }, repaired }));
}

async function inTable(channelArn: string, deliveries: Delivery[]) {
  const store = dynamoSessionStore(table.table, systemClock);
  await deliverAll(store, deliveries);
  const query = new QueryCommand({
    TableName: table.table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
    ExpressionAttributeValues: { ':pk': channelPk(channelArn), ':events': 'EVENT#' },
    ConsistentRead: true,
  });
  const { Items: items = [] } = await table.table.documents.send(query);
  const summaries = await store.get([{ channelArn, streamId: STREAM_ID }]);
  return { items, summaries, views: summaries.map(toView) };
}

test('the table and the store in memory hold identical items after the same deliveries', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      const channelArn = `arn:aws:ivs:us-west-2:123456789012:channel/run${++channels}`;
      const found = await inTable(channelArn, onChannel(channelArn, shuffled));
      expect(found).toEqual(await inMemory(onChannel(channelArn, once)));
    }),
    { numRuns: 30, seed: SEED },
  );
}, 120_000);

/** The view by its definition, computed from all events at once. */
function expectedView(deliveries: Delivery[]): Partial<SessionView> {
  const times = (name: string) => {
    const all = deliveries.filter(({ event }) => event.name === name);
    const delivered = all.filter(({ repaired }) => !repaired);
    return (delivered.length > 0 ? delivered : all).map(({ event }) => event.time).sort();
  };
  const created = times('Session Created').at(0);
  const started = times('Stream Start').at(0);
  const ingestEnded = times('Session Ended').at(-1);
  const ended = times('Stream End').at(-1);
  const failed = times('Stream Failure').at(-1);
  const over = ended ?? ingestEnded;
  const state =
    failed || (over && !started) ? 'failed' : over ? 'ended' : started ? 'live' : 'created';
  return {
    state,
    ...(created && { createdAt: created }),
    ...(started && { startedAt: started }),
    ...(ingestEnded && { ingestEndedAt: ingestEnded }),
    ...(ended && { endedAt: ended }),
    ...(failed && { failedAt: failed }),
  };
}

test('the view of a session agrees with its definition', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      const [view] = (await inMemory(shuffled)).views;
      const isUnknown = once.every(({ event }) => /Takeover Failure|Rewound/.test(event.name));
      if (isUnknown) expect(view).toBeUndefined();
      else {
        const {
          channelArn,
          streamId,
          channelName,
          seenAt,
          code,
          reason,
          repaired,
          oddTime,
          ...rest
        } = view ?? ({} as SessionView);
        expect(rest).toEqual(expectedView(once));
      }
    }),
    { numRuns: CASES, seed: SEED },
  );
});
