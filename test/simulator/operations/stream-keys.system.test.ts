import {
  BatchGetStreamKeyCommand,
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetStreamCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createChannel,
  createLiveChannel,
  type ServiceFixture,
  startServiceFixture,
} from '../support.ts';

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

test('a channel has one stream key, which must be deleted before the next is created', async () => {
  const { channelArn, streamKey } = await createChannel(service);
  const creating = () => service.ivs.send(new CreateStreamKeyCommand({ channelArn }));
  await expect(creating()).rejects.toMatchObject({
    name: 'ServiceQuotaExceededException',
    $metadata: { httpStatusCode: 402 },
  });
  const { violations } = service.simulator.report();
  expect(violations).toMatchObject([{ operation: 'CreateStreamKey', resource: channelArn }]);
  await service.ivs.send(new DeleteStreamKeyCommand({ arn: streamKey.arn }));
  const { streamKey: next } = await creating();
  expect(next?.arn).not.toBe(streamKey.arn);
  const { streamKeys } = await service.ivs.send(new ListStreamKeysCommand({ channelArn }));
  expect(streamKeys).toEqual([{ arn: next?.arn, channelArn, tags: {} }]);
});

test('only GetStreamKey and BatchGetStreamKey show the value of a key', async () => {
  const { streamKey } = await createChannel(service);
  const arn = streamKey.arn ?? '';
  const got = await service.ivs.send(new GetStreamKeyCommand({ arn }));
  expect(got.streamKey).toEqual(streamKey);
  const unknown = 'arn:aws:ivs:us-west-2:123456789012:stream-key/abcdefghijkl';
  const batch = await service.ivs.send(new BatchGetStreamKeyCommand({ arns: [arn, unknown] }));
  expect(batch.streamKeys).toEqual([streamKey]);
  expect(batch.errors).toMatchObject([{ arn: unknown }]);
});

test('ListStreamKeys shows several keys page by page, where the quota allows them', async () => {
  const more = await startServiceFixture({ quotas: { resources: { streamKeysPerChannel: 3 } } });
  const { channelArn, streamKey } = await createChannel(more);
  const second = await more.ivs.send(new CreateStreamKeyCommand({ channelArn }));
  const list = (nextToken?: string) =>
    more.ivs.send(new ListStreamKeysCommand({ channelArn, maxResults: 1, nextToken }));
  const first = await list();
  expect(first.streamKeys?.[0]?.arn).toBe(streamKey.arn);
  const last = await list(first.nextToken);
  expect(last.streamKeys?.[0]?.arn).toBe(second.streamKey?.arn);
  expect(last.nextToken).toBeUndefined();
  await more.close();
});

test('a deleted key refuses the next connection, but does not end a live stream', async () => {
  const { channelArn, streamKey, keyValue, streamId } = await createLiveChannel(service);
  await service.ivs.send(new DeleteStreamKeyCommand({ arn: streamKey.arn }));
  service.clock.advance(60_000);
  const { stream } = await service.ivs.send(new GetStreamCommand({ channelArn }));
  expect(stream?.state).toBe('LIVE');
  service.simulator.disconnectEncoder(streamId);
  service.clock.advance(500);
  const connecting = () => service.simulator.connectEncoder({ streamKey: keyValue });
  expect(connecting).toThrow(expect.objectContaining({ status: 403 }));
});

test('a deleted key ends its live stream with deleteStreamKeyEndsStream', async () => {
  const strict = await startServiceFixture({ deleteStreamKeyEndsStream: true });
  const other = await createLiveChannel(strict);
  const { channelArn, streamKey } = await createLiveChannel(strict);
  await strict.ivs.send(new DeleteStreamKeyCommand({ arn: streamKey.arn }));
  strict.clock.advance(500);
  const get = strict.ivs.send(new GetStreamCommand({ channelArn }));
  await expect(get).rejects.toMatchObject({ name: 'ChannelNotBroadcasting' });
  await strict.ivs.send(new GetStreamCommand({ channelArn: other.channelArn }));
  await strict.close();
});

test('operations on keys of an unknown channel are ResourceNotFoundException', async () => {
  const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
  const gone = { name: 'ResourceNotFoundException' };
  const creating = service.ivs.send(new CreateStreamKeyCommand({ channelArn }));
  await expect(creating).rejects.toMatchObject(gone);
  const listing = service.ivs.send(new ListStreamKeysCommand({ channelArn }));
  await expect(listing).rejects.toMatchObject(gone);
});
