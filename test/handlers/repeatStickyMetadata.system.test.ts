import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { stickyId } from '../../src/metadata/format/sticky-id.ts';
import { dynamoStickyStore } from '../../src/metadata/sticky/dynamo-store.ts';
import { isoTime, systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { channelArn } from '../metadata/support/senders.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { startTable } from '../support/table.ts';

const ARN = channelArn('live');
/** Enough time for exactly one pass. */
const REMAINING_MS = 15_000;

let services: Awaited<ReturnType<typeof startServices>>;
let table: Awaited<ReturnType<typeof startTable>>;
let repeat: (event?: unknown) => Promise<unknown>;
beforeAll(async () => {
  [services, table] = [await startServices(), await startTable()];
  const environment = { ...(await tableEnvironment(table.table)), ...services.environment };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/repeatStickyMetadata.ts');
  const context = () => lambdaContext('repeatStickyMetadata', REMAINING_MS);
  repeat = (event = {}) => handler(event, context());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await services.close();
  await table.close();
});

const store = () => dynamoStickyStore(table.table, systemClock, Math.random);

async function storeValue(at: number): Promise<void> {
  const value = { key: 'poll', id: 'a', shortId: stickyId(0, 1), slot: 0, text: '{"q":1}' };
  const values = [{ ...value, setAt: at, storedAt: at }];
  const state = { channelArn: ARN, order: 1, values };
  await store().change(ARN, at, () => ({ state, result: undefined }));
}

async function recordFact(kind: 'started' | 'ended', at: number): Promise<void> {
  const fact = { at: isoTime(at), id: kind, expires: 9_999_999_999 };
  const id = { channelArn: ARN, streamId: 'st-1' };
  await dynamoSessionStore(table.table, systemClock).addFact(id, kind, fact);
}

test('without sticky values, the answer has the end idle after one pass', async () => {
  const event = readFileSync('events/schedule-repeat-sticky-metadata.json', 'utf8');
  const expected = { ended: 'idle', passes: 1, repeated: 0, skipped: 0, forgotten: 0, failed: 0 };
  expect(await repeat(JSON.parse(event))).toEqual(expected);
});

test('the values of a live channel are repeated, and removed after its stream has ended', async () => {
  const now = Date.now();
  await recordFact('started', now - 60_000);
  await storeValue(now - 30_000);
  expect(await repeat()).toMatchObject({ ended: 'time', passes: 1, repeated: 1 });
  const [delivery, ...others] = await services.take(QUEUE);
  expect([delivery?.groupId, others]).toEqual([ARN, []]);
  expect(parseQueueBody(delivery?.body ?? '')).toMatchObject({
    messages: [{ id: stickyId(0, 1), payload: { q: 1 } }],
  });
  await recordFact('ended', now);
  expect(await repeat()).toMatchObject({ forgotten: 1, repeated: 0, failed: 0 });
  expect((await store().page()).states).toEqual([]);
});
