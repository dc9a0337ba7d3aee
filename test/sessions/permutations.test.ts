import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  DETAIL_TYPES,
  type DetailType,
  type IvsEvent,
  parseIvsEvent,
} from '../../src/ivs/events.ts';
import { channelPk } from '../../src/platform/table.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { recordEvent } from '../../src/sessions/record.ts';
import type { SessionStore } from '../../src/sessions/store.ts';
import { type SessionView, toView } from '../../src/sessions/view.ts';
import { rawEvent, STREAM_ID } from '../support/ivs-events.ts';
import { memorySessionStore } from '../support/memory-sessions.ts';
import { startTable } from '../support/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

interface Delivery {
  event: IvsEvent;
  repaired: boolean;
}

const NAMES: Record<DetailType, string[]> = {
  'IVS Stream State Change': [
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Stream End',
    'Stream Failure',
    'Stream Takeover',
    'Stream Takeover Failure',
    'Stream Rewound',
  ],
  'IVS Stream Health Change': ['Starvation Start', 'Starvation End'],
  'IVS Limit Breach': ['Ingest Bitrate'],
  'IVS Recording State Change': ['Recording Start', 'Recording End'],
};

/** Few seconds and few names, so that ties are common; each event has an id of its own. */
const oneEvent = fc
  .record({
    named: fc.constantFrom(
      ...DETAIL_TYPES.flatMap((detailType) =>
        NAMES[detailType].map((name) => ({ detailType, name })),
      ),
    ),
    second: fc.integer({ min: 55, max: 64 }),
    channelName: fc.constantFrom('', 'Quiz', 'Evening quiz'),
    detail: fc.constantFrom({}, { code: 'StreamKeyReset' }, { reason: 'Transcode capacity' }),
    repaired: fc.boolean(),
    uuid: fc.uuid(),
  })
  .map(({ named, second, uuid, repaired, ...rest }): Delivery => {
    const time = new Date(Date.UTC(2026, 10, 21, 23, 59, second)).toISOString();
    const parsed = parseIvsEvent(rawEvent({ id: uuid, time, ...named, ...rest }));
    if (parsed.kind === 'foreign') throw new Error('not an event of ours');
    return { event: parsed.event, repaired };
  });
const events = fc.uniqueArray(oneEvent, {
  selector: ({ event }) => event.id,
  minLength: 1,
  maxLength: 9,
});

/** The events in order, and some other order in which each comes one to three times. */
const orders = events.chain((once) =>
  fc.record({
    once: fc.constant(once),
    shuffled: fc
      .array(fc.constantFrom(...once), { maxLength: once.length * 2 })
      .chain((again) =>
        fc.shuffledSubarray([...once, ...again], { minLength: once.length + again.length }),
      ),
  }),
);

async function deliver(store: SessionStore, deliveries: Delivery[]): Promise<void> {
  for (const { event, repaired } of deliveries) {
    await recordEvent({ store, retentionDays: 90 }, event, { repaired });
  }
}

async function inMemory(deliveries: Delivery[]) {
  const store = memorySessionStore();
  await deliver(store, deliveries);
  const summaries = [...store.summaries.values()];
  const items = [...store.events.values()].sort((a, b) => (a.sk < b.sk ? -1 : 1));
  return { items, summaries, views: summaries.map(toView) };
}

test('every order and duplication of the same events ends in the identical items and view', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      expect(await inMemory(shuffled)).toEqual(await inMemory(once));
    }),
    { numRuns: 1_000 },
  );
});

let channels = 0;

/** The same deliveries for a channel that no other run uses. */
function onChannel(channelArn: string, deliveries: Delivery[]): Delivery[] {
  return deliveries.map(({ event, repaired }) => ({ event: { ...event, channelArn }, repaired }));
}

async function inTable(channelArn: string, deliveries: Delivery[]) {
  const store = dynamoSessionStore(table.table);
  await deliver(store, deliveries);
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

test('so does the table, and in the same ones as the store in memory', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      const channelArn = `arn:aws:ivs:us-west-2:123456789012:channel/run${++channels}`;
      const found = await inTable(channelArn, onChannel(channelArn, shuffled));
      expect(found).toEqual(await inMemory(onChannel(channelArn, once)));
    }),
    { numRuns: 60 },
  );
});

/** The definition, over the whole set of events at once. */
function expectedView(deliveries: Delivery[]): Partial<SessionView> {
  const times = (name: string) => {
    const all = deliveries.filter(({ event }) => event.name === name);
    const real = all.filter(({ repaired }) => !repaired);
    return (real.length > 0 ? real : all).map(({ event }) => event.time).sort();
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

test('the view is what its definition says of the set of events', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ({ once, shuffled }) => {
      const [view] = (await inMemory(shuffled)).views;
      const unseen = once.every(({ event }) => /Takeover Failure|Rewound/.test(event.name));
      if (unseen) expect(view).toBeUndefined();
      else {
        const { channelArn, streamId, channelName, seenAt, code, reason, repaired, ...rest } =
          view ?? ({} as SessionView);
        expect(rest).toEqual(expectedView(once));
      }
    }),
    { numRuns: 1_000 },
  );
});
