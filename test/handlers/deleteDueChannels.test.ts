import { setTimeout as sleep } from 'node:timers/promises';
import { ListChannelsCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoke, startWorld } from '../support/handlers.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
let call: (
  name: 'markChannel' | 'recordSessionEvent' | 'deleteDueChannels',
  event: unknown,
) => Promise<unknown>;
beforeAll(async () => {
  world = await startWorld({
    CLEANUP_DEFAULT_GRACE: '1s',
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

test('of ended streams, exactly the channels whose owner asked for it are deleted', async () => {
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
  await sleep(2_200);
  await call('deleteDueChannels', {});
  expect(await channels()).toEqual(expect.arrayContaining([untagged.arn, shielded.arn]));
  expect(await channels()).not.toContain(tagged.arn);
  expect(await call('deleteDueChannels', {})).toEqual({ outcome: 'done', due: 0, counts: {} });
  expect(world.simulator.report().violations).toEqual([]);
  const table = await world.everything();
  expect(table).toContain('"action":"delete-channel","');
  expect(table).not.toContain(tagged.key);
});
