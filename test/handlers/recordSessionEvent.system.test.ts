import { readFileSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startBusServer } from '../support/bus-server.ts';
import { lambdaContext, tableEnvironment } from '../support/lambda.ts';
import { startTable } from '../support/table.ts';

let table: Awaited<ReturnType<typeof startTable>>;
let bus: Awaited<ReturnType<typeof startBusServer>>;
let record: (event: unknown) => Promise<unknown>;
beforeAll(async () => {
  [table, bus] = await Promise.all([startTable(), startBusServer()]);
  for (const [name, value] of Object.entries({
    ...(await tableEnvironment(table.table)),
    ...bus.environment,
  }))
    vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/recordSessionEvent.ts');
  record = (event) => handler(event, lambdaContext('recordSessionEvent'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([table.close(), bus.close()]);
});

const sample = (name: string): unknown => JSON.parse(readFileSync(`events/${name}.json`, 'utf8'));

async function items() {
  const scan = new ScanCommand({ TableName: table.table.name, ConsistentRead: true });
  return (await table.table.documents.send(scan)).Items ?? [];
}

let before: number;
beforeEach(async () => {
  before = (await items()).length;
});

test('the events of a session are one session, whatever their order and number', async () => {
  const names = ['session-ended', 'stream-end', 'starvation-start', 'stream-start'];
  for (const name of [...names, 'session-created', ...names])
    expect(await record(sample(name))).toMatchObject({ recorded: true });
  const summaries = (await items()).filter(({ sk }) => sk.startsWith('SESSION#'));
  expect(summaries).toMatchObject([
    {
      phase: 'ENDED',
      created: { name: expect.any(String) },
      started: {},
      health: {},
      ended: {},
      ingestEnded: {},
    },
  ]);
  const [summary] = summaries;
  expect(summary?.sessionAt).toBe(summary?.created.at);
  expect(await items()).toHaveLength(6);
  expect(bus.published()).toMatchObject([
    { 'detail-type': 'Session Ended', detail: { session: { state: 'failed' } } },
    { 'detail-type': 'Session Started', detail: { session: { state: 'ended' } } },
  ]);
});

test.each([
  ['stream-failure', { recorded: true }],
  ['stream-takeover', { recorded: true }],
  ['stream-takeover-failure', { recorded: true, summary: 'none' }],
  ['session-ended-with-code', { recorded: true }],
  ['starvation-end', { recorded: true }],
  ['limit-ingest-bitrate', { recorded: true }],
  ['limit-schema-registry', { recorded: true, name: 'Ingest Resolution', summary: 'none' }],
  ['limit-concurrent-viewers', { recorded: true, summary: 'none' }],
  ['recording-start', { recorded: true }],
  ['recording-end-failure', { recorded: true }],
  ['bad-unknown-name', { recorded: true, summary: 'none' }],
  ['bad-foreign-stage', { recorded: false, foreign: expect.any(String) }],
  ['bad-foreign-api-call', { recorded: false, foreign: expect.any(String) }],
  ['bad-no-channel-arn', { recorded: false, field: 'resources[0]' }],
  ['bad-other-region', { recorded: false, field: expect.stringMatching(/region|resources/) }],
  ['bad-other-account', { recorded: false, field: expect.stringMatching(/account|resources/) }],
])('the answer to events/%s.json says whether the event was recorded', async (name, answer) => {
  expect(await record(sample(name))).toMatchObject(answer);
  if (!answer.recorded) expect(await items()).toHaveLength(before);
});
