import { CreateChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseIvsEvent } from '../../src/ivs/events.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { ReconcileReport } from '../../src/reconcile/reconcile.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { classify } from '../../src/sessions/event-meaning.ts';
import { recordEvent } from '../../src/sessions/record-event.ts';
import { toView } from '../../src/sessions/view.ts';
import { type IvsEventBridgeEvent, startSimulator } from '../../src/simulator/index.ts';
import { startBusServer } from '../support/bus-server.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { recorderOf } from '../support/recorder.ts';
import { startTable } from '../support/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let sdk: IvsClient;
let bus: Awaited<ReturnType<typeof startBusServer>>;
let reconcile: () => Promise<ReconcileReport>;
const emitted: IvsEventBridgeEvent[] = [];

beforeAll(async () => {
  [table, bus] = await Promise.all([startTable(), startBusServer()]);
  const delays = { streamStartMs: 0, sessionEndMs: 0, streamEndMs: 0 };
  simulator = await startSimulator({ delays, emit: (event) => void emitted.push(event) });
  const environment = await tableEnvironment(table.table);
  const { AWS_ENDPOINT_URL: dynamo, ...others } = environment;
  const endpoints = { AWS_ENDPOINT_URL_DYNAMODB: dynamo, AWS_ENDPOINT_URL_IVS: simulator.endpoint };
  for (const [name, value] of Object.entries({
    ...{ ...others, ...endpoints, ...bus.environment },
    IVS_QUOTA_SHARE: '1',
  }))
    vi.stubEnv(name, value);
  sdk = new IvsClient({});
  const { handler } = await import('../../handlers/reconcile.ts');
  reconcile = () => handler({}, lambdaContext('reconcile'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  sdk.destroy();
  await Promise.all([simulator.close(), table.close(), bus.close()]);
});

async function goLive(): Promise<{ channelArn: string; streamId: string }> {
  const { streamKey } = await sdk.send(new CreateChannelCommand({ name: 'quiz-night' }));
  const response = await fetch(`${simulator.endpoint}/_sim/encoders`, {
    method: 'POST',
    body: JSON.stringify({ streamKey: streamKey?.value }),
  });
  const { channelArn, streamId } = (await response.json()) as Record<string, string>;
  const id = { channelArn: String(channelArn), streamId: String(streamId) };
  await emittedOf(id.streamId, 'Stream Start');
  return id;
}

async function stop(streamId: string): Promise<void> {
  await fetch(`${simulator.endpoint}/_sim/encoders/${streamId}`, { method: 'DELETE' });
  await emittedOf(streamId, 'Stream End');
  await emittedOf(streamId, 'Session Ended');
}

const emittedOf = (streamId: string, name: string) =>
  vi.waitFor(() => {
    const found = emitted.find(
      ({ detail }) => detail.stream_id === streamId && detail.event_name === name,
    );
    if (!found) throw new Error(`no ${name} of ${streamId} yet`);
    return found;
  });

const store = () => dynamoSessionStore(table.table, systemClock);

test('one pass repairs sessions whose start or end events are missing', async () => {
  const id = await goLive();
  expect(await reconcile()).toMatchObject({
    outcome: 'done',
    sessions: { live: 1, looked: 1, repaired: 1, failed: 0, complete: true },
    channels: { channels: 1 },
  });
  expect((await store().get([id])).map(toView)).toMatchObject([
    {
      state: 'live',
      channelName: 'quiz-night',
      createdAt: expect.any(String),
      startedAt: expect.any(String),
      repaired: true,
    },
  ]);

  await stop(id.streamId);
  expect(await reconcile()).toMatchObject({ sessions: { live: 0, repaired: 1, failed: 0 } });
  const [summary] = await store().get([id]);
  expect(summary && toView(summary)).toMatchObject({
    state: 'ended',
    endedAt: expect.any(String),
    ingestEndedAt: expect.any(String),
  });
  expect(summary?.phase).toMatch(/^ENDED#20/);
  expect((await store().list({ phase: 'LIVE' }, 10)).sessions).toEqual([]);
});

test('events that arrive late replace the repaired values', async () => {
  const id = await goLive();
  await reconcile();
  await stop(id.streamId);
  await reconcile();
  const [repaired] = (await store().get([id])).map(toView);
  expect(repaired?.repaired).toBe(true);
  const late = emitted.filter(({ detail }) => detail.stream_id === id.streamId);
  for (const raw of [...late].reverse()) {
    const parsed = parseIvsEvent(raw);
    if (parsed.kind === 'foreign') throw new Error('not an event of ours');
    await recordEvent(recorderOf(store()), classify(parsed.event));
  }
  const [heard] = (await store().get([id])).map(toView);
  expect(heard).not.toHaveProperty('repaired');
  const start = late.find(({ detail }) => detail.event_name === 'Stream Start');
  expect(heard?.startedAt).toBe(new Date(String(start?.time)).toISOString());
});

test('the pass does not call IVS while another function holds the lease', async () => {
  const { IVS_LEASE } = await import('../../src/platform/lease.ts');
  const { dynamoLeaseStore } = await import('../../src/platform/dynamo-lease-store.ts');
  const leases = dynamoLeaseStore(table.table);
  const now = Date.now();
  await leases.acquire({ name: IVS_LEASE, holder: 'other', now, until: now + 60_000 });
  const { handler } = await import('../../handlers/reconcile.ts');
  // With 6 s left, the pass waits for the lease for only one second.
  expect(await handler({}, lambdaContext('reconcile', 6_000))).toEqual({ outcome: 'busy' });
  await leases.release(IVS_LEASE, 'other');
});
