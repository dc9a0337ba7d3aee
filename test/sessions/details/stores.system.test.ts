import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { dynamoDetailStore } from '../../../src/sessions/details/dynamo-store.ts';
import type { DetailStore, FinalDetails } from '../../../src/sessions/details/store.ts';
import { dynamoSessionStore } from '../../../src/sessions/dynamo-store.ts';
import type { SessionId } from '../../../src/sessions/session-id.ts';
import { dynamoViewerStore } from '../../../src/sessions/viewers/dynamo-store.ts';
import type { ViewerRecord, ViewerStore } from '../../../src/sessions/viewers/store.ts';
import { memoryDetailStore, memoryViewerStore } from '../../support/memory-details.ts';
import { startTable } from '../../support/table.ts';
import { newSession } from '../store.contract.ts';

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

const HEALTH: FinalDetails['health'] = {
  starvation: { spells: [{ from: at(1), to: at(2) }], count: 1, incomplete: 0, totalMs: 60_000 },
  takeovers: [],
  breaches: [],
  counts: { takeovers: 0, breaches: 0, recordings: 1 },
  recordings: [{ status: 'recorded', bucket: 'b', durationMs: 1, streamIds: ['st-1'] }],
  unknownEvents: 0,
  events: 6,
};

function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
}

const detailsOf = (id: SessionId, more: Partial<FinalDetails> = {}): FinalDetails => ({
  ...id,
  channel: { name: 'Quiz', tags: { 'autopilot:protect': 'true' } },
  ingest: { video: { width: 1920, framerate: 29.97 }, audio: {} },
  health: HEALTH,
  finalizedAt: at(9),
  ...more,
});

const viewersOf = (id: SessionId, minute: number): ViewerRecord => ({
  ...id,
  peak: 7,
  peakAt: at(1),
  viewerSeconds: 60.5 * minute,
  coveredSeconds: 60 * minute,
  lastAt: at(minute),
  lastCount: 3,
});

function detailContract(open: () => DetailStore): void {
  test('details are read as they were written, and unknown sessions are left out', async () => {
    const [store, one, other, unknown] = [open(), newSession(), newSession(), newSession()];
    await store.put(detailsOf(one), 90);
    await store.put(detailsOf(other), 90);
    const found = await store.get([unknown, one]);
    expect(found).toEqual([detailsOf(one)]);
  });

  test('details of a live session are replaced, but not once the session is finalized', async () => {
    const [store, id] = [open(), newSession()];
    const live = (width: number) => ({ ...id, ingest: { video: { width } } });
    expect(await store.putLive(live(1), 90)).toBe(true);
    expect(await store.putLive(live(2), 90)).toBe(true);
    expect(await store.get([id])).toEqual([live(2)]);
    await store.put(detailsOf(id), 90);
    expect(await store.putLive(live(3), 90)).toBe(false);
    expect(await store.get([id])).toEqual([detailsOf(id)]);
  });

  test('a second write replaces all details', async () => {
    const [store, id] = [open(), newSession()];
    await store.put(detailsOf(id), 90);
    const { channel, ...bare } = detailsOf(id, { finalizedAt: at(10) });
    await store.put(bare, 91);
    expect(await store.get([id])).toEqual([bare]);
  });
}

function viewerContract(open: () => ViewerStore): void {
  test('a viewer record is written only over the state from which it was computed', async () => {
    const [store, id, unknown] = [open(), newSession(), newSession()];
    const [first, second, third] = [viewersOf(id, 1), viewersOf(id, 2), viewersOf(id, 3)];
    expect(await store.put(second, first, 90)).toBe(false);
    expect(await store.get([id])).toEqual([]);
    expect(await store.put(first, undefined, 90)).toBe(true);
    expect(await store.put(first, undefined, 90)).toBe(false);
    expect(await store.put(second, first, 91)).toBe(true);
    expect(await store.put(third, first, 92)).toBe(false);
    expect(await store.put(third, undefined, 92)).toBe(false);
    expect(await store.get([unknown, id])).toEqual([second]);
  });
}

describe('details in the table', () =>
  detailContract(() => dynamoDetailStore(table.table, systemClock)));
describe('details in memory', () => detailContract(memoryDetailStore));
describe('viewer records in the table', () =>
  viewerContract(() => dynamoViewerStore(table.table, systemClock)));
describe('viewer records in memory', () => viewerContract(memoryViewerStore));

test('details and viewer records are in the partition of the summary, in no index, and expire', async () => {
  const id = newSession();
  const sessions = dynamoSessionStore(table.table, systemClock);
  await sessions.addFact(id, 'started', { at: at(0), id: 'x' });
  await dynamoDetailStore(table.table, systemClock).put(detailsOf(id), 90);
  await dynamoViewerStore(table.table, systemClock).put(viewersOf(id, 1), undefined, 91);
  const { sessions: listed } = await sessions.list({ channelArn: id.channelArn }, 10);
  expect(listed).toEqual([{ ...id, sessionAt: at(0) }]);
  const { Items = [] } = await table.table.documents.send(
    new ScanCommand({
      TableName: table.table.name,
      FilterExpression: 'pk = :pk AND attribute_exists(expiresAt)',
      ExpressionAttributeValues: { ':pk': `CHANNEL#${id.channelArn}` },
    }),
  );
  expect(Items.map(({ sk, expiresAt }) => [sk, expiresAt])).toEqual([
    [`DETAILS#${id.streamId}`, 90],
    [`VIEWERS#${id.streamId}`, 91],
  ]);
});
