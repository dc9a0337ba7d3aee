import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  CreatePlaybackRestrictionPolicyCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListChannelsCommand,
  paginateListChannels,
  type TranscodePreset,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** The type of the SDK does not have it, but the API accepts it. */
const EMPTY_PRESET = '' as TranscodePreset;
const unknownArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';

describe('CreateChannel', () => {
  test('returns the channel with its defaults, and its stream key', async () => {
    const { channel, streamKey } = await createChannel(service);
    expect(channel).toMatchObject({
      arn: expect.stringMatching(/^arn:aws:ivs:us-west-2:123456789012:channel\/[a-zA-Z0-9]{12}$/),
      name: '',
      latencyMode: 'LOW',
      type: 'STANDARD',
      authorized: false,
      insecureIngest: false,
      preset: '',
      containerFormat: 'TS',
      multitrackInputConfiguration: {
        enabled: false,
        maximumResolution: 'FULL_HD',
        policy: 'ALLOW',
      },
      recordingConfigurationArn: '',
      playbackRestrictionPolicyArn: '',
      tags: {},
      ingestEndpoint: expect.stringMatching(/^[0-9a-f]{12}\.global-contribute\.live-video\.net$/),
    });
    const id = channel.arn?.split('/')[1];
    const path = `/api/video/v1/us-west-2.123456789012.channel.${id}.m3u8`;
    expect(channel.playbackUrl).toMatch(
      /^https:\/\/[0-9a-f]{12}\.us-west-2\.playback\.live-video\.net\//,
    );
    expect(channel.playbackUrl).toContain(path);
    expect(streamKey).toMatchObject({
      arn: expect.stringMatching(/:stream-key\/[a-zA-Z0-9]{12}$/),
      value: expect.stringMatching(/^sk_us-west-2_[a-zA-Z0-9]{12}_[a-zA-Z0-9]{30}$/),
      channelArn: channel.arn,
    });
  });

  test('sets a preset only for channels of an ADVANCED type', async () => {
    const advanced = await createChannel(service, { type: 'ADVANCED_HD' });
    expect(advanced.channel.preset).toBe('HIGHER_BANDWIDTH_DELIVERY');
    const basic = await createChannel(service, { type: 'BASIC' });
    expect(basic.channel.preset).toBe('');
  });

  test.each([
    ['BASIC', ''],
    ['STANDARD', ''],
    ['ADVANCED_SD', 'HIGHER_BANDWIDTH_DELIVERY'],
    ['ADVANCED_HD', 'HIGHER_BANDWIDTH_DELIVERY'],
  ] as const)('accepts an empty preset for a channel of type %s', async (type, preset) => {
    const { channel, channelArn } = await createChannel(service, { type, preset: EMPTY_PRESET });
    expect(channel.preset).toBe(preset);
    const change = { arn: channelArn, preset: EMPTY_PRESET };
    const updated = await service.ivs.send(new UpdateChannelCommand(change));
    expect(updated.channel?.preset).toBe(preset);
  });

  test('refuses a reference to a resource that does not exist', async () => {
    const playbackRestrictionPolicyArn =
      'arn:aws:ivs:us-west-2:123456789012:playback-restriction-policy/abcdefghijkl';
    const creating = createChannel(service, { playbackRestrictionPolicyArn });
    await expect(creating).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('creates two channels when it is sent twice, because it has no client token', async () => {
    const [one, other] = [await createChannel(service), await createChannel(service)];
    expect(one.channelArn).not.toBe(other.channelArn);
  });

  test('is refused over the quota of channels', async () => {
    const small = await startServiceFixture({ quotas: { resources: { channels: 1 } } });
    await createChannel(small);
    await expect(createChannel(small)).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      $metadata: { httpStatusCode: 402 },
    });
    expect(small.simulator.report().violations).toMatchObject([
      { operation: 'CreateChannel', rule: '1 channels', resource: '123456789012' },
    ]);
    await small.close();
  });
});

describe('GetChannel and BatchGetChannel', () => {
  test('return what was created', async () => {
    const { channel, channelArn } = await createChannel(service, { name: 'one' });
    const { channel: found } = await service.ivs.send(new GetChannelCommand({ arn: channelArn }));
    expect(found).toEqual(channel);
  });

  test('answer an unknown channel with ResourceNotFoundException', async () => {
    const getting = service.ivs.send(new GetChannelCommand({ arn: unknownArn }));
    await expect(getting).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(unknownArn),
      $metadata: { httpStatusCode: 404 },
    });
    const { channelArn } = await createChannel(service);
    const arns = [unknownArn, channelArn];
    const batch = await service.ivs.send(new BatchGetChannelCommand({ arns }));
    expect(batch.channels?.map(({ arn }) => arn)).toEqual([channelArn]);
    expect(batch.errors).toMatchObject([{ arn: unknownArn, code: 'ResourceNotFoundException' }]);
  });
});

describe('UpdateChannel', () => {
  test('changes the given members and keeps the others', async () => {
    const { channel, channelArn } = await createChannel(service, {
      name: 'before',
      tags: { a: 'b' },
    });
    const change = { arn: channelArn, name: 'after', authorized: true };
    const { channel: changed } = await service.ivs.send(new UpdateChannelCommand(change));
    expect(changed).toEqual({ ...channel, name: 'after', authorized: true });
  });

  test('is a conflict for a live channel, unless refuseUpdateWhileLive is false', async () => {
    const { channelArn } = await createLiveChannel(service);
    const change = new UpdateChannelCommand({ arn: channelArn, name: 'other' });
    await expect(service.ivs.send(change)).rejects.toMatchObject({ name: 'ConflictException' });
    const lenient = await startServiceFixture({ refuseUpdateWhileLive: false });
    const live = await createLiveChannel(lenient);
    await lenient.ivs.send(new UpdateChannelCommand({ arn: live.channelArn, name: 'other' }));
    await lenient.close();
  });

  test('does not store unknown members', async () => {
    const { channelArn } = await createChannel(service);
    const input = { arn: channelArn, name: 'x', surprise: 1, latencyMode: null };
    const { channel } = await service.simulator.call<{ channel: object }>('UpdateChannel', input);
    expect(channel).not.toHaveProperty('surprise');
    expect(channel).toMatchObject({ name: 'x', latencyMode: 'LOW' });
  });
});

describe('DeleteChannel', () => {
  test('deletes the channel and its stream key', async () => {
    const { channelArn, streamKey } = await createChannel(service);
    await service.ivs.send(new DeleteChannelCommand({ arn: channelArn }));
    const gone = { name: 'ResourceNotFoundException' };
    const getting = service.ivs.send(new GetStreamKeyCommand({ arn: streamKey.arn }));
    await expect(getting).rejects.toMatchObject(gone);
    const again = service.ivs.send(new DeleteChannelCommand({ arn: channelArn }));
    await expect(again).rejects.toMatchObject(gone);
  });

  test('is a conflict from Stream Start until Stream End', async () => {
    const { channelArn, streamId } = await createLiveChannel(service);
    const deleting = () => service.ivs.send(new DeleteChannelCommand({ arn: channelArn }));
    await expect(deleting()).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
    service.simulator.disconnectEncoder(streamId);
    await expect(deleting()).rejects.toMatchObject({ name: 'ConflictException' });
    service.clock.advance(500);
    await deleting();
  });

  test('ends a session that is not live yet', async () => {
    const { channelArn, keyValue } = await createChannel(service);
    service.simulator.connectEncoder({ streamKey: keyValue });
    await service.ivs.send(new DeleteChannelCommand({ arn: channelArn }));
    service.clock.advance(10_000);
    const own = service.events.filter(({ resources }) => resources[0] === channelArn);
    expect(own.map(({ detail }) => detail.event_name)).toEqual([
      'Session Created',
      'Session Ended',
    ]);
  });
});

describe('ListChannels', () => {
  test('shows each channel once over all pages', async () => {
    const many = await startServiceFixture();
    const arns: string[] = [];
    for (let i = 0; i < 7; i++) arns.push((await createChannel(many)).channelArn);
    const found: (string | undefined)[] = [];
    const config = { client: many.ivs, pageSize: 3 };
    for await (const { channels = [] } of paginateListChannels(config, {})) {
      expect(channels.length).toBeLessThanOrEqual(3);
      found.push(...channels.map(({ arn }) => arn));
    }
    expect(found).toEqual(arns);
    await many.close();
  });

  test('continues after the last channel of a page was deleted', async () => {
    const many = await startServiceFixture();
    const arns: string[] = [];
    for (let i = 0; i < 4; i++) arns.push((await createChannel(many)).channelArn);
    const first = await many.ivs.send(new ListChannelsCommand({ maxResults: 2 }));
    await many.ivs.send(new DeleteChannelCommand({ arn: arns[1] }));
    const { nextToken } = first;
    const second = await many.ivs.send(new ListChannelsCommand({ maxResults: 2, nextToken }));
    expect(second.channels?.map(({ arn }) => arn)).toEqual(arns.slice(2));
    expect(second.nextToken).toBeUndefined();
    await many.close();
  });

  test('accepts one filter: by name or by a referenced resource', async () => {
    const policy = await service.ivs.send(new CreatePlaybackRestrictionPolicyCommand({}));
    const playbackRestrictionPolicyArn = policy.playbackRestrictionPolicy?.arn ?? '';
    const { channelArn } = await createChannel(service, {
      name: 'wanted',
      playbackRestrictionPolicyArn,
    });
    for (const filter of [
      { filterByName: 'wanted' },
      { filterByPlaybackRestrictionPolicyArn: playbackRestrictionPolicyArn },
    ]) {
      const { channels } = await service.ivs.send(new ListChannelsCommand(filter));
      expect(channels?.map(({ arn }) => arn)).toEqual([channelArn]);
    }
    const both = new ListChannelsCommand({
      filterByName: 'wanted',
      filterByPlaybackRestrictionPolicyArn: playbackRestrictionPolicyArn,
    });
    await expect(service.ivs.send(both)).rejects.toMatchObject({ name: 'ConflictException' });
  });
});

describe('page tokens', () => {
  test('are valid only for their own list', async () => {
    const many = await startServiceFixture();
    for (let i = 0; i < 3; i++) await createChannel(many, { name: 'same' });
    const { nextToken } = await many.ivs.send(new ListChannelsCommand({ maxResults: 1 }));
    const refused = { name: 'ValidationException', message: expect.stringContaining('nextToken') };
    const misuses: [string, object][] = [
      ['ListChannels', { nextToken, filterByName: 'same' }],
      ['ListStreams', { nextToken }],
      ['ListChannels', { nextToken: 'bWFkZSB1cA' }],
      ['ListChannels', { nextToken: `${nextToken}=` }],
      ['ListChannels', { nextToken: nextToken?.slice(0, -1) }],
    ];
    for (const [operation, input] of misuses) {
      await expect(many.simulator.call<object>(operation, input)).rejects.toMatchObject(refused);
    }
    await many.ivs.send(new CreateChannelCommand({}));
    await many.simulator.call('ListChannels', { nextToken });
    await many.close();
  });
});
