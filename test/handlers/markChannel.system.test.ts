import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { invoke } from '../support/handlers.ts';
import { CHANNEL_ARN, rawEvent, STREAM_ID } from '../support/ivs-events.ts';
import { tableEnvironment } from '../support/lambda.ts';
import { startTable } from '../support/table.ts';

let dynamo: Awaited<ReturnType<typeof startTable>>;
let mark: (event: unknown) => Promise<unknown>;
beforeAll(async () => {
  dynamo = await startTable();
  Object.assign(process.env, await tableEnvironment(dynamo.table));
  const { handler } = await import('../../handlers/markChannel.ts');
  mark = (event) => invoke('markChannel', handler, event);
});
afterAll(() => dynamo.close());

test('the end of a stream makes the channel due, in whatever order the events arrive', async () => {
  const end = rawEvent({ name: 'Session Ended', time: '2026-11-21T12:00:09Z' });
  const start = rawEvent({ name: 'Session Created', time: '2026-11-21T12:00:01Z' });
  expect(await mark(end)).toEqual({ marked: true, evidence: 'end', news: true });
  expect(await mark(start)).toEqual({ marked: false, evidence: 'start', news: true });
  expect(await mark(end)).toEqual({ marked: true, evidence: 'end', news: false });
  expect(await dynamoChannelStore(dynamo.table, systemClock).get([CHANNEL_ARN])).toEqual([
    {
      channelArn: CHANNEL_ARN,
      expiresAt: expect.any(Number),
      lastStart: { at: '2026-11-21T12:00:01.000Z', streamId: STREAM_ID },
      lastEnd: { at: '2026-11-21T12:00:09.000Z', streamId: STREAM_ID },
      cleanupDueAt: '2026-11-21T12:00:09.000Z',
      rotationDueAt: '2026-11-21T12:00:09.000Z',
    },
  ]);
});

test.each([
  ['no channel', { ...rawEvent(), resources: [] }, 'resources[0]'],
  ['another account', rawEvent({ account: '999999999999' }), 'account'],
  ['another region', rawEvent({ region: 'eu-west-1' }), 'region'],
  ['nothing', {}, 'id'],
])('invalid input (%s) is answered with the name of the field', async (_name, event, field) => {
  expect(await mark(event)).toMatchObject({ marked: false, field });
});
