import { expect, test } from 'vitest';
import { ivsWorld } from '../support/ivs/world.ts';

test('no session has a stream id that IVS cannot have given', async () => {
  const { ivs, ...world } = ivsWorld();
  const arn = await world.createChannel();
  expect(await ivs.getStreamSession(arn, 'st-short')).toBeUndefined();
});

test('a refusal of the newest session of a channel is an error', async () => {
  const { ivs } = ivsWorld();
  const refused = ivs.getStreamSession('not the ARN of a channel');
  await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
});
