import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChannel, type ServiceFixture, startServiceFixture } from '../support.ts';

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

const tag = (resourceArn: string, tags: Record<string, string>) =>
  service.ivs.send(new TagResourceCommand({ resourceArn, tags }));
const untag = (resourceArn: string, tagKeys: string[]) =>
  service.ivs.send(new UntagResourceCommand({ resourceArn, tagKeys }));
const tagsOf = async (resourceArn: string) =>
  (await service.ivs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

test('tags can be set, replaced and removed, and are shown with the resource', async () => {
  const { channelArn } = await createChannel(service, { tags: { 'autopilot:auto-delete': '10m' } });
  await tag(channelArn, { 'autopilot:auto-delete': '5m', 'a b+c/ü=@': '' });
  expect(await tagsOf(channelArn)).toEqual({ 'autopilot:auto-delete': '5m', 'a b+c/ü=@': '' });
  await untag(channelArn, ['a b+c/ü=@', 'never there']);
  expect(await tagsOf(channelArn)).toEqual({ 'autopilot:auto-delete': '5m' });
  const { channel } = await service.simulator.call<{ channel: { tags: object } }>('GetChannel', {
    arn: channelArn,
  });
  expect(channel.tags).toEqual({ 'autopilot:auto-delete': '5m' });
});

test('stream keys have tags', async () => {
  const { streamKey } = await createChannel(service);
  await tag(streamKey.arn ?? '', { a: 'b' });
  expect(await tagsOf(streamKey.arn ?? '')).toEqual({ a: 'b' });
});

test('a resource has at most 50 tags, including its existing ones', async () => {
  const { channelArn } = await createChannel(service, { tags: { first: '1' } });
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`key-${i}`, 'x']));
  await tag(channelArn, many);
  await tag(channelArn, { first: '2' });
  const refused = { name: 'ValidationException', message: expect.stringContaining("'tags'") };
  await expect(tag(channelArn, { another: 'x' })).rejects.toMatchObject(refused);
});

test('tag keys must not begin with aws:', async () => {
  const { channelArn } = await createChannel(service);
  const refused = { name: 'ValidationException', message: expect.stringContaining('aws:') };
  await expect(tag(channelArn, { 'aws:x': 'y' })).rejects.toMatchObject(refused);
  await expect(createChannel(service, { tags: { 'AWS:x': 'y' } })).rejects.toMatchObject(refused);
});

test('AWS sets tags that begin with aws:, which a list of tags shows', async () => {
  const { channelArn } = await createChannel(service, { tags: { team: 'x' } });
  const tags = { 'aws:cloudformation:stack-name': 'shows' };
  const put = (body: object) =>
    fetch(`${service.endpoint}/_sim/system-tags`, {
      method: 'PUT',
      body: JSON.stringify(body),
    });
  expect((await put({ resourceArn: channelArn, tags })).status).toBe(200);
  expect(await tagsOf(channelArn)).toEqual({ team: 'x', ...tags });
  const foreign = await put({ resourceArn: channelArn, tags: { team: 'y' } });
  expect(foreign.status).toBe(400);
  expect(await foreign.json()).toEqual({ message: expect.stringContaining('tags.team') });
  expect((await put({ resourceArn: `${channelArn}x`, tags })).status).toBe(404);
});

test('tags of an unknown resource are not found, and those of an invalid ARN are a ValidationException', async () => {
  const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
  await expect(tagsOf(channelArn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const other = 'arn:aws:ivs:us-west-2:123456789012:stage/abcdefghijkl';
  await expect(tagsOf(other)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(tagsOf('channel')).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("'resourceArn'"),
  });
});
