import { expect, test } from 'vitest';
import type { FoundChannels } from '../../src/explain/find-channels.ts';
import { explaining } from '../support/explaining.ts';

const arnOf = (id: string) => `arn:aws:ivs:us-west-2:123456789012:channel/${id}`;
const idOf = (arn: string) => arn.split('/')[1] ?? '';

function world() {
  const all = explaining();
  const add = (name: string) => all.createChannel({}, name);
  const find = async (text: string) => {
    all.requests.length = 0;
    const { channels } = (await all.ask({ find: text })) as FoundChannels;
    return { channels, requests: all.operations() };
  };
  return { ...all, add, find };
}

test('a channel is found by its name, with one request', async () => {
  const { add, find } = world();
  const arn = await add('quiz-night');
  await add('quiz-night-2');
  expect(await find('quiz-night')).toEqual({
    channels: [{ channelArn: arn, name: 'quiz-night' }],
    requests: ['ListChannels'],
  });
  expect((await find('quiz')).channels).toEqual([]);
});

test('every channel with the name is found', async () => {
  const { add, find } = world();
  const arns = [await add('quiz'), await add('quiz')];
  expect((await find('quiz')).channels.map(({ channelArn }) => channelArn)).toEqual(arns);
});

test('the id of a channel that the table knows needs no request to IVS', async () => {
  const { add, find, channels } = world();
  const arn = await add('quiz');
  await channels.addEvidence(arn, 'lastStart', {
    at: '2026-11-21T12:00:00.000Z',
    streamId: 'st-1',
  });
  expect(await find(idOf(arn))).toEqual({ channels: [{ channelArn: arn }], requests: [] });
});

test('a text that may be an id is an id first, then a name, then the id of a deleted channel', async () => {
  const { add, find } = world();
  const withId = await add('quiz');
  const named = await add(idOf(withId));
  expect((await find(idOf(withId))).channels).toEqual([{ channelArn: withId }]);
  expect((await find('morningshow1')).channels).toEqual([{ channelArn: arnOf('morningshow1') }]);
  expect(named).not.toBe(withId);
  const renamed = await add('morningshow1');
  expect((await find('morningshow1')).channels).toEqual([
    { channelArn: renamed, name: 'morningshow1' },
  ]);
});

test.each([
  [{ find: '' }, 'find'],
  [{ find: 'a b' }, 'find'],
  [{ find: 7 }, 'find'],
  [{ find: 'quiz', plan: true }, 'plan'],
  [{ find: 'quiz', nextToken: 'x' }, 'nextToken'],
  [{ find: 'quiz', channelArn: arnOf('a') }, 'find'],
  [{ find: 'quiz', audit: arnOf('a') }, 'find'],
])('%j is refused with an error that names %s', async (request, field) => {
  await expect(world().ask(request)).rejects.toMatchObject({ name: 'InputError', field });
});
