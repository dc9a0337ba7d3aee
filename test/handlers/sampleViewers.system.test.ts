import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';
import { dynamoViewerStore } from '../../src/sessions/viewers/dynamo-store.ts';
import { invoke, startHandlerWorld } from '../support/handlers.ts';

let world: Awaited<ReturnType<typeof startHandlerWorld>>;
let sample: () => Promise<unknown>;
beforeAll(async () => {
  world = await startHandlerWorld({ BUS_NAME: 'ivs-autopilot-test' });
  const { handler } = await import('../../handlers/sampleViewers.ts');
  sample = () => invoke('sampleViewers', handler, {});
});
afterAll(() => world.close());

test('the viewers of every live stream are written to the table', async () => {
  const { arn: channelArn, key: streamKey } = await world.createChannel({});
  const { streamId } = world.simulator.connectEncoder({ streamKey });
  world.simulator.setViewers(channelArn, 7);
  expect(await sample()).toEqual({
    ...{
      outcome: 'done',
      streams: 1,
      sampled: 1,
      unknown: 0,
      viewers: 7,
      found: 0,
      described: 0,
      failed: 0,
    },
  });
  const id = { channelArn, streamId };
  expect(await dynamoViewerStore(world.table, systemClock).get([id])).toMatchObject([
    { peak: 7, lastCount: 7 },
  ]);
  // Without an event, a stream that has just started has no session in the table yet.
  expect(await dynamoSessionStore(world.table, systemClock).get([id])).toEqual([]);
});
