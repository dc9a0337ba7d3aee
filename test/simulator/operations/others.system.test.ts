import { generateKeyPairSync } from 'node:crypto';
import {
  BatchStartViewerSessionRevocationCommand,
  CreateAdConfigurationCommand,
  CreatePlaybackRestrictionPolicyCommand,
  CreateRecordingConfigurationCommand,
  DeleteAdConfigurationCommand,
  DeletePlaybackKeyPairCommand,
  DeletePlaybackRestrictionPolicyCommand,
  DeleteRecordingConfigurationCommand,
  GetAdConfigurationCommand,
  GetPlaybackKeyPairCommand,
  GetPlaybackRestrictionPolicyCommand,
  GetRecordingConfigurationCommand,
  ImportPlaybackKeyPairCommand,
  InsertAdBreakCommand,
  ListAdConfigurationsCommand,
  ListPlaybackKeyPairsCommand,
  ListPlaybackRestrictionPoliciesCommand,
  ListRecordingConfigurationsCommand,
  ListTagsForResourceCommand,
  StartViewerSessionRevocationCommand,
  TagResourceCommand,
  UpdateAdConfigurationCommand,
  UpdateChannelCommand,
  UpdatePlaybackRestrictionPolicyCommand,
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

const gone = { name: 'ResourceNotFoundException' };
const conflict = { name: 'ConflictException' };

describe('playback key pairs', () => {
  const pemOf = (namedCurve: string) =>
    `${generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' })}`;
  const importing = (publicKeyMaterial: string, name = 'key') =>
    service.ivs.send(new ImportPlaybackKeyPairCommand({ publicKeyMaterial, name }));

  test('can be imported, shown, listed and deleted', async () => {
    const material = pemOf('P-384');
    const { keyPair } = await importing(material);
    expect(keyPair?.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    await expect(importing(material)).rejects.toMatchObject(conflict);
    const { arn } = keyPair ?? {};
    const got = await service.ivs.send(new GetPlaybackKeyPairCommand({ arn }));
    expect(got.keyPair).toEqual(keyPair);
    const { keyPairs } = await service.ivs.send(new ListPlaybackKeyPairsCommand({}));
    expect(keyPairs).toEqual([{ arn, name: 'key', tags: {} }]);
    await service.ivs.send(new DeletePlaybackKeyPairCommand({ arn }));
    const again = service.ivs.send(new DeletePlaybackKeyPairCommand({ arn }));
    await expect(again).rejects.toMatchObject(gone);
  });

  test('must be public P-384 keys in PEM', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const secret = `${pair.privateKey.export({ type: 'pkcs8', format: 'pem' })}`;
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;
    const others = [
      'no key',
      secret,
      pemOf('P-256'),
      `${rsa.export({ type: 'spki', format: 'pem' })}`,
      pemOf('P-384').replace(/[A-Z]{2}/, '!!'),
    ];
    for (const material of others) {
      await expect(importing(material)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining("'publicKeyMaterial'"),
      });
    }
  });

  test('are limited to three', async () => {
    for (let i = 0; i < 3; i++) await importing(pemOf('P-384'));
    await expect(importing(pemOf('P-384'))).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
    });
  });
});

describe('recording configurations', () => {
  const create = async (bucketName = 'recordings') => {
    const destinationConfiguration = { s3: { bucketName } };
    const command = new CreateRecordingConfigurationCommand({ destinationConfiguration });
    return (await service.ivs.send(command)).recordingConfiguration;
  };

  test('are CREATING, then ACTIVE', async () => {
    const created = await create();
    expect(created).toMatchObject({
      state: 'CREATING',
      name: '',
      recordingReconnectWindowSeconds: 0,
      thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60 },
      renditionConfiguration: { renditionSelection: 'ALL' },
    });
    service.clock.advance(200);
    const get = new GetRecordingConfigurationCommand({ arn: created?.arn });
    const { recordingConfiguration } = await service.ivs.send(get);
    expect(recordingConfiguration).toEqual({ ...created, state: 'ACTIVE' });
    const list = await service.ivs.send(new ListRecordingConfigurationsCommand({}));
    expect(list.recordingConfigurations).toMatchObject([{ arn: created?.arn, state: 'ACTIVE' }]);
  });

  test('cannot be deleted while a channel refers to them', async () => {
    const { arn = '' } = (await create()) ?? {};
    const { channelArn } = await createChannel(service, { recordingConfigurationArn: arn });
    const remove = () => service.ivs.send(new DeleteRecordingConfigurationCommand({ arn }));
    await expect(remove()).rejects.toMatchObject(conflict);
    const change = { arn: channelArn, recordingConfigurationArn: '' };
    await service.ivs.send(new UpdateChannelCommand(change));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    await expect(remove()).rejects.toMatchObject(gone);
  });
});

describe('playback restriction policies', () => {
  test('are created with defaults, updated, listed, and deleted when unused', async () => {
    const create = new CreatePlaybackRestrictionPolicyCommand({ allowedCountries: ['DE'] });
    const { playbackRestrictionPolicy: policy } = await service.ivs.send(create);
    expect(policy).toMatchObject({
      name: '',
      allowedCountries: ['DE'],
      allowedOrigins: [],
      enableStrictOriginEnforcement: false,
    });
    const arn = policy?.arn ?? '';
    const allowedOrigins = ['https://example.com'];
    const update = new UpdatePlaybackRestrictionPolicyCommand({ arn, allowedOrigins });
    const updated = await service.ivs.send(update);
    expect(updated.playbackRestrictionPolicy).toEqual({ ...policy, allowedOrigins });
    const got = await service.ivs.send(new GetPlaybackRestrictionPolicyCommand({ arn }));
    expect(got.playbackRestrictionPolicy).toEqual(updated.playbackRestrictionPolicy);
    const list = await service.ivs.send(new ListPlaybackRestrictionPoliciesCommand({}));
    expect(list.playbackRestrictionPolicies).toEqual([updated.playbackRestrictionPolicy]);
    const { channelArn } = await createChannel(service, { playbackRestrictionPolicyArn: arn });
    const remove = () => service.ivs.send(new DeletePlaybackRestrictionPolicyCommand({ arn }));
    await expect(remove()).rejects.toMatchObject(conflict);
    await service.simulator.call('DeleteChannel', { arn: channelArn });
    await remove();
  });
});

describe('ad configurations and ad breaks', () => {
  const playbackConfigurationArn =
    'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/ads';
  const create = async () => {
    const mediaTailorPlaybackConfigurations = [{ playbackConfigurationArn }];
    const input = { mediaTailorPlaybackConfigurations };
    return (await service.ivs.send(new CreateAdConfigurationCommand(input))).adConfiguration;
  };

  test('are created, updated, listed, and deleted when unused', async () => {
    const created = await create();
    const arn = created?.arn ?? '';
    const postRollConfiguration = { durationSeconds: 30, enabled: true };
    const update = new UpdateAdConfigurationCommand({ arn, postRollConfiguration });
    const { adConfiguration } = await service.ivs.send(update);
    expect(adConfiguration).toEqual({ ...created, postRollConfiguration });
    const got = await service.ivs.send(new GetAdConfigurationCommand({ arn }));
    expect(got.adConfiguration).toEqual(adConfiguration);
    const list = await service.ivs.send(new ListAdConfigurationsCommand({}));
    expect(list.adConfigurations).toEqual([adConfiguration]);
    await createChannel(service, { adConfigurationArn: arn });
    const remove = service.ivs.send(new DeleteAdConfigurationCommand({ arn }));
    await expect(remove).rejects.toMatchObject(conflict);
    const unused = await create();
    await service.ivs.send(new DeleteAdConfigurationCommand({ arn: unused?.arn }));
  });

  test('an ad break needs a live channel with an ad configuration and without another ad break', async () => {
    const { arn: adConfigurationArn = '' } = (await create()) ?? {};
    const insert = (channelArn: string) =>
      service.ivs.send(new InsertAdBreakCommand({ channelArn, durationSeconds: 30 }));
    const offline = await createChannel(service, { adConfigurationArn });
    await expect(insert(offline.channelArn)).rejects.toMatchObject({
      name: 'ChannelNotBroadcasting',
    });
    const without = await createLiveChannel(service);
    await expect(insert(without.channelArn)).rejects.toMatchObject(conflict);
    const { channelArn } = await createLiveChannel(service, { adConfigurationArn });
    expect((await insert(channelArn)).adBreakId).toMatch(/^[a-zA-Z0-9]{12}$/);
    await expect(insert(channelArn)).rejects.toMatchObject(conflict);
    service.clock.advance(30_000);
    await insert(channelArn);
  });
});

describe('viewer session revocation', () => {
  test('is accepted for each channel that exists', async () => {
    const { channelArn } = await createChannel(service);
    const viewerId = 'viewer';
    const start = new StartViewerSessionRevocationCommand({ channelArn, viewerId });
    expect((await service.ivs.send(start)).$metadata.httpStatusCode).toBe(200);
    const unknown = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
    const viewerSessions = [
      { channelArn, viewerId },
      { channelArn: unknown, viewerId },
    ];
    const batch = new BatchStartViewerSessionRevocationCommand({ viewerSessions });
    const { errors } = await service.ivs.send(batch);
    expect(errors).toMatchObject([
      { channelArn: unknown, viewerId, code: 'ResourceNotFoundException' },
    ]);
    const single = new StartViewerSessionRevocationCommand({ channelArn: unknown, viewerId });
    await expect(service.ivs.send(single)).rejects.toMatchObject(gone);
  });
});

test('resources of all types can be tagged', async () => {
  const { simulator, ivs } = await startServiceFixture();
  const destinationConfiguration = { s3: { bucketName: 'recordings' } };
  const mediaTailorPlaybackConfigurations = [{}];
  const key = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const publicKeyMaterial = `${key.export({ type: 'spki', format: 'pem' })}`;
  for (const [operation, input] of [
    ['CreateRecordingConfiguration', { destinationConfiguration }],
    ['CreatePlaybackRestrictionPolicy', {}],
    ['CreateAdConfiguration', { mediaTailorPlaybackConfigurations }],
    ['ImportPlaybackKeyPair', { publicKeyMaterial }],
  ] as const) {
    const output = await simulator.call<Record<string, { arn: string }>>(operation, input);
    const resourceArn = Object.values(output)[0]?.arn ?? '';
    await ivs.send(new TagResourceCommand({ resourceArn, tags: { a: 'b' } }));
    const { tags } = await ivs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ a: 'b' });
  }
});
