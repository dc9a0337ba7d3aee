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
    const found = (await all.ask({ find: text })) as FoundChannels;
    return { ...found, requests: all.operations() };
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

/** A channel whose stream has ended, and which was deleted then. */
async function deleted(all: ReturnType<typeof world>, name: string) {
  const arn = await all.add(name);
  await all.stream(arn);
  await all.ivs.deleteChannel(arn);
  return arn;
}

test('a deleted channel is found by the name that its sessions have, unless another channel has it now', async () => {
  const all = world();
  const first = await deleted(all, 'quiz');
  const { channels, requests } = await all.find('quiz');
  expect(channels).toEqual([
    { channelArn: first, name: 'quiz', lastSessionAt: expect.stringMatching(/Z$/) },
  ]);
  expect(requests).toEqual(['ListChannels']);
  const second = await deleted(all, 'quiz');
  expect((await all.find('quiz')).channels.map(({ channelArn }) => channelArn)).toEqual([
    second,
    first,
  ]);
  const present = await all.add('quiz');
  expect((await all.find('quiz')).channels).toEqual([{ channelArn: present, name: 'quiz' }]);
});

test('the id of a deleted channel with sessions is an id, also if a deleted channel had it as its name', async () => {
  const all = world();
  const arn = await deleted(all, 'quiz');
  const named = await deleted(all, idOf(arn));
  all.channels.records.delete(arn);
  expect((await all.find(idOf(arn))).channels).toEqual([{ channelArn: arn }]);
  const other = await deleted(all, 'morningshow1');
  expect((await all.find('morningshow1')).channels).toMatchObject([{ channelArn: other }]);
  expect(named).not.toBe(arn);
});

test('for a name that no channel has, a similar one is named; the requests do not grow', async () => {
  const all = world();
  const arn = await all.add('quiz-night');
  for (let n = 0; n < 150; n++) await all.add(`show-${n}`);
  expect(await all.find('quiz-nihgt')).toEqual({
    ...{ channels: [], near: { channelArn: arn, name: 'quiz-night' } },
    requests: ['ListChannels', 'ListChannels'],
  });
  expect(await all.find('something-else')).toEqual({
    channels: [],
    requests: ['ListChannels', 'ListChannels'],
  });
  const gone = await deleted(all, 'late-talk');
  expect((await all.find('latetalk')).near).toMatchObject({ channelArn: gone, name: 'late-talk' });
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
