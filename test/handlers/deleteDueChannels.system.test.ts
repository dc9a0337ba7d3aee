import { ListChannelsCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CleanupStatus } from '../../src/cleanup/status.ts';
import { invoke, startHandlerWorld } from '../support/handlers.ts';

let world: Awaited<ReturnType<typeof startHandlerWorld>>;
let call: (
  name: 'markChannel' | 'recordSessionEvent' | 'deleteDueChannels',
  event: unknown,
) => Promise<unknown>;
beforeAll(async () => {
  world = await startHandlerWorld({
    CLEANUP_DEFAULT_GRACE: '1s',
    CLEANUP_MAX_DELETES: '2',
    IVS_QUOTA_SHARE: '1',
    RETENTION_DAYS: '90',
  });
  const handlers = {
    markChannel: (await import('../../handlers/markChannel.ts')).handler,
    recordSessionEvent: (await import('../../handlers/recordSessionEvent.ts')).handler,
    deleteDueChannels: (await import('../../handlers/deleteDueChannels.ts')).handler,
  };
  call = (name, event) => invoke(name, handlers[name], event);
});
afterAll(() => world.close());

const channels = async () =>
  (await world.sdk.send(new ListChannelsCommand({}))).channels?.map(({ arn }) => arn);

test('after their streams, only the channels with the auto-delete tag are deleted', async () => {
  expect(await call('deleteDueChannels', {})).toEqual({ outcome: 'done', due: 0, counts: {} });
  const tagged = await world.createChannel({ 'autopilot:auto-delete': 'true' });
  const untagged = await world.createChannel({});
  const shielded = await world.createChannel({
    'autopilot:auto-delete': 'true',
    'autopilot:protect': 'true',
  });
  for (const { key } of [tagged, untagged, shielded]) await world.stream(key);
  for (const event of world.events.splice(0)) {
    await call('recordSessionEvent', event);
    await call('markChannel', event);
  }
  const early = await call('deleteDueChannels', {});
  expect(early).toMatchObject({ due: 3, counts: { untagged: 1, protected: 1 } });
  world.skip(2_200);
  await call('deleteDueChannels', {});
  expect(await channels()).toEqual(expect.arrayContaining([untagged.arn, shielded.arn]));
  expect(await channels()).not.toContain(tagged.arn);
  expect(await call('deleteDueChannels', {})).toEqual({ outcome: 'done', due: 0, counts: {} });
  expect(world.simulator.report().violations).toEqual([]);
  const table = await world.tableText();
  expect(table).toContain('"action":"delete-channel","');
  expect(table).not.toContain(tagged.key);
  const notices = world.published().filter((event) => event['detail-type'] === 'Channel Deletion');
  expect(notices).toMatchObject([{ resources: [tagged.arn], source: 'ivs-autopilot' }]);
});

test('if more channels are due than may be deleted, none is deleted until an operator approves', async () => {
  const created = await Promise.all(
    [1, 2, 3].map(() => world.createChannel({ 'autopilot:auto-delete': 'true' })),
  );
  const arns = created.map(({ arn }) => arn);
  for (const { key } of created) await world.stream(key);
  for (const event of world.events.splice(0)) await call('markChannel', event);
  world.skip(2_200);
  const stopped = { channels: 3, allowed: 2, id: expect.any(String) };
  expect(await call('deleteDueChannels', {})).toMatchObject({ stopped });
  expect(await channels()).toEqual(expect.arrayContaining(arns));
  const status = (await call('deleteDueChannels', { status: true })) as CleanupStatus;
  expect(status.stopped?.members.map(({ channelArn }) => channelArn).sort()).toEqual(arns.sort());
  await expect(call('deleteDueChannels', { approve: 'not-that' })).rejects.toThrow('approve');
  await call('deleteDueChannels', { approve: status.stopped?.id });
  expect(await call('deleteDueChannels', {})).toMatchObject({ counts: { deleted: 3 } });
  for (const arn of arns) expect(await channels()).not.toContain(arn);
  expect(await call('deleteDueChannels', { status: true })).not.toHaveProperty('stopped');
});
