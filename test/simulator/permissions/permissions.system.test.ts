import {
  CreateChannelCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  ListChannelsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyDocument, PolicyStatement } from '../../../src/simulator/index.ts';
import { createChannel, type ServiceFixture, startServiceFixture } from '../support.ts';

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
beforeEach(() => service.simulator.reset());
afterAll(() => service.close());

const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
const ANY = 'arn:aws:ivs:*:*:';

/** Creates a client whose policy has these statements. */
function clientWith(...statements: PolicyStatement[]) {
  service.simulator.setPolicies({ role: { Version: '2012-10-17', Statement: statements } });
  return service.clientOf('role');
}
const allow = (Action: string, Resource: string, Condition?: PolicyStatement['Condition']) =>
  ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }) as PolicyStatement;

describe('a role that may delete tagged channels', () => {
  const onChannel = allow('ivs:DeleteChannel', `${ANY}channel/*`, {
    Null: { 'aws:ResourceTag/autopilot:auto-delete': 'false' },
    StringNotEquals: { 'aws:ResourceTag/autopilot:protect': 'true' },
  });
  const onKey = allow('ivs:DeleteChannel', `${ANY}stream-key/*`);
  const remove = (client: ServiceFixture['ivs'], arn: string) =>
    client.send(new DeleteChannelCommand({ arn }));

  test('deletes a tagged channel, but not a protected or untagged one', async () => {
    const tags = { 'autopilot:auto-delete': '10m' };
    const tagged = await createChannel(service, { tags });
    const untagged = await createChannel(service);
    const isProtected = { ...tags, 'autopilot:protect': 'true' };
    const kept = await createChannel(service, { tags: isProtected });
    const client = clientWith(onChannel, onKey);
    await expect(remove(client, untagged.channelArn)).rejects.toMatchObject(denied);
    await expect(remove(client, kept.channelArn)).rejects.toMatchObject({
      ...denied,
      message: `User: role is not authorized to perform: ivs:DeleteChannel on resource: ${kept.channelArn}`,
    });
    await remove(client, tagged.channelArn);
    expect(service.simulator.report().requests.DeleteChannel).toMatchObject({ ok: 1, failed: 2 });
  });

  test('cannot delete a channel without permission on its stream key', async () => {
    const { channelArn } = await createChannel(service, {
      tags: { 'autopilot:auto-delete': '1m' },
    });
    const client = clientWith(onChannel);
    await expect(remove(client, channelArn)).rejects.toMatchObject({
      message: expect.stringContaining(':stream-key/'),
    });
  });

  test('is denied a channel that does not exist, because it has no tags', async () => {
    const client = clientWith(onChannel, onKey);
    const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
    await expect(remove(client, arn)).rejects.toMatchObject(denied);
  });
});

test('an access key without a policy may do everything, unless there is a policy under *', async () => {
  const { channelArn } = await createChannel(service);
  const get = (client: ServiceFixture['ivs']) =>
    client.send(new GetChannelCommand({ arn: channelArn }));
  const reader = clientWith(allow('ivs:Get*', '*'));
  await get(reader);
  await expect(reader.send(new ListChannelsCommand({}))).rejects.toMatchObject(denied);
  await get(service.ivs);
  const nobody: PolicyDocument = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
  service.simulator.setPolicies({ '*': nobody });
  await expect(get(service.ivs)).rejects.toMatchObject(denied);
  service.simulator.setPolicies({});
  await get(service.ivs);
});

test('a Deny statement overrides every Allow statement', async () => {
  const { channelArn } = await createChannel(service, { tags: { stage: 'prod' } });
  const client = clientWith(allow('ivs:*', '*'), {
    Effect: 'Deny',
    NotAction: 'ivs:Get*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/stage': ['prod', 'live'] } },
  });
  await client.send(new GetChannelCommand({ arn: channelArn }));
  const remove = client.send(new DeleteChannelCommand({ arn: channelArn }));
  await expect(remove).rejects.toMatchObject(denied);
});

test('List and Create operations need permission on any resource of their type', async () => {
  const client = clientWith(
    allow('ivs:ListChannels', `${ANY}channel/*`),
    allow('ivs:CreateChannel', `${ANY}channel/*`),
  );
  await client.send(new ListChannelsCommand({}));
  const creating = client.send(new CreateChannelCommand({}));
  await expect(creating).rejects.toMatchObject({
    message: expect.stringContaining('stream-key/*'),
  });
});

test('creating a resource with tags also needs permission for TagResource', async () => {
  const { channelArn, streamKey } = await createChannel(service);
  await service.simulator.call<object>('DeleteStreamKey', { arn: streamKey.arn });
  const create = (client: ServiceFixture['ivs'], tags?: Record<string, string>) =>
    client.send(new CreateStreamKeyCommand({ channelArn, ...(tags && { tags }) }));
  const creation = allow('ivs:CreateStreamKey', `${ANY}stream-key/*`);
  await expect(create(clientWith(creation), { team: 'video' })).rejects.toMatchObject({
    ...denied,
    message: expect.stringContaining('ivs:TagResource on resource: arn:aws:ivs:'),
  });
  await create(clientWith(creation, allow('ivs:TagResource', `${ANY}stream-key/*`)), { team: 'x' });
});

test('conditions can test the tags of the request', async () => {
  const { channelArn } = await createChannel(service);
  const client = clientWith(
    allow('ivs:TagResource', '*', {
      'ForAllValues:StringLike': { 'aws:TagKeys': 'team:*' },
      StringEqualsIfExists: { 'aws:RequestTag/team:name': 'video' },
    }),
  );
  const tag = (tags: Record<string, string>) =>
    client.send(new TagResourceCommand({ resourceArn: channelArn, tags }));
  await tag({ 'team:name': 'video', 'team:x': 'y' });
  await tag({ 'team:x': 'y' });
  await expect(tag({ 'team:name': 'audio' })).rejects.toMatchObject(denied);
  await expect(tag({ 'team:x': 'y', other: 'z' })).rejects.toMatchObject(denied);
});

test.each([
  [
    { role: { Statement: { Effect: 'Maybe', Action: '*', Resource: '*' } } },
    'role.Statement.Effect',
  ],
  [{ role: { Statement: [{ Effect: 'Allow', Resource: '*' }] } }, 'role.Statement[0]'],
  [{ role: { Statement: [{ Effect: 'Allow', Action: '*' }] } }, 'role.Statement[0]'],
  [{ role: { Statement: [{ ...allow('*', '*'), Condition: { StringIs: {} } }] } }, 'StringIs'],
  [{ role: { Statement: [allow('*', { 'Fn::Sub': 'arn' } as never)] } }, 'Resource'],
  [{ role: { Statement: [allow('*', 'arn:aws:ivs:$' + '{aws:PrincipalTag/x}')] } }, 'Resource'],
  [{ role: {} }, 'role.Statement'],
])('the policies %j are refused with an error that names the member', (policies, member) => {
  expect(() => service.simulator.setPolicies(policies as never)).toThrow(member);
});
