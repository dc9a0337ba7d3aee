import { expect, test } from 'vitest';
import { tagKeys } from '../../src/channels/policy.ts';
import { HOUR, MINUTE } from '../support/autopilot.ts';
import { explaining } from '../support/explaining.ts';

test('a stage with a prefix of its own changes and explains the channels with its tags only', async () => {
  const world = explaining({ tagKeys: tagKeys('night') });
  const tags = { own: 'night', other: 'autopilot' };
  const [own = '', other = ''] = await Promise.all(
    Object.values(tags).map(async (prefix) => {
      return world.createChannel({
        [`${prefix}:auto-delete`]: '10m',
        [`${prefix}:rotate-key`]: 'on-end',
      });
    }),
  );
  for (const arn of [own, other]) await world.stream(arn);
  world.clock.advance(6 * MINUTE);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1, untagged: 1 } });
  const explanation = await world.explain(own);
  expect(explanation.tags).toEqual({ 'night:auto-delete': '10m', 'night:rotate-key': 'on-end' });
  expect(explanation.sentences).toContain(
    'The grace period after a stream is 10 minutes, by the tag night:auto-delete.',
  );
  expect((await world.explain(other)).sentences).toEqual(
    expect.arrayContaining([
      'The channel is kept because no tag night:auto-delete asks for its deletion.',
      'The stream key is kept because no tag night:rotate-key asks for its rotation.',
    ]),
  );
  world.clock.advance(HOUR);
  expect(await world.cleanup()).toMatchObject({ counts: { deleted: 1 } });
  expect(await world.ask({ channelArn: own })).toMatchObject({ gone: true });
  const { channels } = await world.plan();
  expect(channels).toMatchObject([
    {
      channelArn: other,
      tags: {},
      reason: 'untagged',
      why: 'no tag night:auto-delete asks for its deletion',
    },
  ]);
});

test('after a change of the prefix, a channel that is marked by its former tag stays', async () => {
  const world = explaining();
  const arn = await world.createChannel({ 'autopilot:auto-delete': '10m' });
  await world.stream(arn);
  world.clock.advance(HOUR);
  const cleanup = () => world.cleanup('apply', undefined, { tagKeys: tagKeys('night') });
  expect(await cleanup()).toMatchObject({ counts: { untagged: 1 } });
  expect(await cleanup()).toMatchObject({ due: 0 });
});
