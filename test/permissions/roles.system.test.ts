import {
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  IvsClient,
  PutMetadataCommand,
  StopStreamCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { functionAccessKey } from '../../src/local/account.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { startStack } from '../../src/local/stack.ts';
import { type RunningSimulator, startSimulator } from '../../src/simulator/index.ts';
import { matchesWildcards } from '../../src/simulator/permissions/wildcards.ts';
import { ALLOWED } from '../serverless/support/roles.ts';
import { Template } from '../serverless/support/template.ts';
import { compiledTemplates, localTemplate } from '../serverless/support/templates.ts';
import { policiesOf } from './support/policies.ts';
import { runStory } from './support/story.ts';
import { Usage, type Use } from './support/usage.ts';
import { isAuthorised, nameOf, STEPS } from './support/walk.ts';

// The simulator enforces the compiled roles of serverless.yml. These tests show what each role allows, and
// that this is enough for the function.

const FUNCTIONS = Object.keys(ALLOWED);

let policies: ReturnType<typeof policiesOf>;
let simulator: RunningSimulator;
const clients: IvsClient[] = [];

beforeAll(async () => {
  policies = policiesOf(await localTemplate(), FUNCTIONS);
  const quotas = { enforce: false };
  simulator = await startSimulator({ policies, quotas, delays: { streamStartMs: 0 } });
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await simulator?.close();
});

function clientOf(name: string, { endpoint } = simulator): IvsClient {
  const credentials = { accessKeyId: functionAccessKey(name), secretAccessKey: 'test' };
  const client = new IvsClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

describe('all operations of IVS', () => {
  test.each(FUNCTIONS)('%s may use only those that its role allows', async (name) => {
    const client = clientOf(name);
    const authorised: string[] = [];
    for (const step of STEPS) {
      if (await isAuthorised(step, client, simulator)) authorised.push(nameOf(step));
    }
    expect(STEPS.length).toBeGreaterThan(50);
    expect(authorised.sort()).toEqual(allowedSteps(name));
  });
});

/** The operations that the expected permissions of the function allow. */
function allowedSteps(name: string): string[] {
  const actions = (ALLOWED[name] ?? []).filter((action) => action.startsWith('ivs:'));
  const names = STEPS.map(nameOf);
  return names
    .filter((name) => actions.some((action) => `${action} `.startsWith(`${name} `)))
    .sort();
}

const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
const AUTO_DELETE = { 'autopilot:auto-delete': '10m' };
const PROTECT = { 'autopilot:protect': 'true' };

interface Created {
  channel: { arn: string };
  streamKey: { arn: string; value: string };
}
const createChannel = (tags: Record<string, string>) =>
  simulator.call<Created>('CreateChannel', { tags });

describe('deleteDueChannels', () => {
  const remove = (arn: string) =>
    clientOf('deleteDueChannels').send(new DeleteChannelCommand({ arn }));

  test.each([
    ['without tags', {}],
    ['with only a rotate-key tag', { 'autopilot:rotate-key': 'on-end' }],
    ['that is protected', { ...AUTO_DELETE, ...PROTECT }],
  ])('cannot delete a channel %s', async (_, tags) => {
    const { channel } = await createChannel(tags);
    await expect(remove(channel.arn)).rejects.toMatchObject(denied);
    await simulator.call('GetChannel', { arn: channel.arn });
  });

  test('cannot delete a channel of another account', async () => {
    const arn = 'arn:aws:ivs:us-west-2:210987654321:channel/abcdefghijkl';
    await expect(remove(arn)).rejects.toMatchObject(denied);
  });

  test('can delete a channel with the auto-delete tag', async () => {
    const { channel } = await createChannel(AUTO_DELETE);
    await remove(channel.arn);
    await expect(simulator.call('GetChannel', { arn: channel.arn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

test('a stage with a tagPrefix can delete channels with its own tags only', async () => {
  const template = new Template((await compiledTemplates()).get('with tagPrefix') ?? '');
  const night = await startSimulator({ policies: policiesOf(template, FUNCTIONS) });
  onTestFinished(() => night.close());
  const tags = [
    { 'autopilot:auto-delete': '10m' },
    { 'night/2:auto-delete': '10m', 'night/2:protect': 'true' },
    { 'night/2:auto-delete': '10m', 'autopilot:protect': 'true' },
  ];
  const removed = await Promise.allSettled(
    tags.map(async (each) => {
      const { channel } = await night.call<Created>('CreateChannel', { tags: each });
      await clientOf('deleteDueChannels', night).send(new DeleteChannelCommand(channel));
    }),
  );
  expect(removed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

describe('rotateStreamKeys', () => {
  let rotator: IvsClient;
  beforeAll(() => {
    rotator = clientOf('rotateStreamKeys');
  });

  test('can delete a key and create one with tags', async () => {
    const { channel, streamKey } = await createChannel({});
    const { arn: channelArn } = channel;
    await rotator.send(new DeleteStreamKeyCommand({ arn: streamKey.arn }));
    await rotator.send(new CreateStreamKeyCommand({ channelArn, tags: { team: 'video' } }));
  });

  test('can neither delete a protected key nor change its protect tag', async () => {
    const { streamKey } = await createChannel({});
    const { arn } = streamKey;
    await simulator.call('TagResource', { resourceArn: arn, tags: PROTECT });
    const change = { resourceArn: arn, tags: { 'autopilot:protect': 'no' } };
    await expect(rotator.send(new TagResourceCommand(change))).rejects.toMatchObject(denied);
    await expect(rotator.send(new DeleteStreamKeyCommand({ arn }))).rejects.toMatchObject(denied);
  });

  test('cannot change the tags of a channel', async () => {
    const { channel } = await createChannel(PROTECT);
    const change = { resourceArn: channel.arn, tags: AUTO_DELETE };
    await expect(rotator.send(new TagResourceCommand(change))).rejects.toMatchObject(denied);
  });
});

test('sendMetadata may call PutMetadata, and enqueueMetadata may not', async () => {
  const { channel, streamKey } = await createChannel({});
  simulator.connectEncoder({ streamKey: streamKey.value });
  const input = { channelArn: channel.arn, metadata: 'hello' };
  await clientOf('sendMetadata').send(new PutMetadataCommand(input));
  expect(simulator.cues()).toMatchObject([{ metadata: 'hello' }]);
  await expect(
    clientOf('enqueueMetadata').send(new PutMetadataCommand(input)),
  ).rejects.toMatchObject(denied);
});

describe('revokeStreamKey', () => {
  test('can replace the key and stop the stream of any channel, but cannot delete the channel', async () => {
    const { channel, streamKey } = await createChannel(PROTECT);
    const { arn: channelArn } = channel;
    simulator.connectEncoder({ streamKey: streamKey.value });
    const revoker = clientOf('revokeStreamKey');
    await revoker.send(new DeleteStreamKeyCommand({ arn: streamKey.arn }));
    await revoker.send(new StopStreamCommand({ channelArn }));
    await revoker.send(new CreateStreamKeyCommand({ channelArn, tags: { team: 'video' } }));
    const remove = new DeleteChannelCommand({ arn: channelArn });
    await expect(revoker.send(remove)).rejects.toMatchObject(denied);
  });
});

describe('on the one-machine stack', () => {
  test('all functions do their work with their roles, and use every permission', async () => {
    const lines: string[] = [];
    const usage = new Usage();
    const delays = { streamStartMs: 50, streamEndMs: 50 };
    const log = (source: string, line: string) => void lines.push(`${source} ${line}`);
    const stack = await startStack({
      port: 0,
      schedules: 'off',
      warm: false,
      simulator: { policies, delays },
      log,
    });
    const world = new DemoClient(stack.endpoint);
    onTestFinished(async () => {
      usage.stop();
      world.close();
      await stack.close();
    });

    expect(await runStory(world)).toEqual({
      ...{ live: 3, cued: true, ended: 3, deleted: true, rotated: true },
      ...{ found: 'live', closed: 'ended', welcomed: true, revoked: 'revoked' },
      explained: ['channelArn', 'plan', 'audit'],
      letters: ['invoked', 'queued'],
      examined: true,
    });
    expect(lines.filter((line) => line.includes('AccessDenied'))).toEqual([]);
    expect(lines.filter((line) => /sk_us-west-2_/.test(line))).toEqual([]);
    for (const name of FUNCTIONS) {
      const used = usage.of(functionAccessKey(name));
      expect(
        used.filter((use) => !isGranted(name, use)),
        `${name}: not granted`,
      ).toEqual([]);
      const unused = actionsOf(name).filter((action) => !used.some((use) => use.action === action));
      const known = [ON_FAILURE, ...(ELSEWHERE[name] ?? [])];
      expect(
        unused.filter((action) => !known.includes(action)),
        `${name}: not used`,
      ).toEqual([]);
    }
  }, 120_000);
});

/** Whether a statement of the role has the action and the resource. The simulator itself checks the resources of IVS. */
function isGranted(name: string, { action, resource }: Use): boolean {
  const { Statement } = policies[functionAccessKey(name)] ?? { Statement: [] };
  return [Statement].flat().some(({ Action, Resource }) => {
    const arns = [Resource ?? []].flat();
    const fits = (arn: string) => action.startsWith('ivs:') || matchesWildcards(arn, resource);
    return [Action].flat().includes(action) && arns.some(fits);
  });
}

/** Lambda sends failed events to the retry queue or the dead-letter queue with the function's role. */
const ON_FAILURE = 'sqs:SendMessage';
/** What Lambda's event source mapping does with the function's role. */
const EVENT_SOURCE = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
/** Permissions that the story does not use. */
const ELSEWHERE: Record<string, string[]> = {
  // Used only if the end of a letter was interrupted.
  getDeadLetters: ['dynamodb:DeleteItem'],
  // BatchGetItem: used only if an earlier event has recorded the same fact. DeleteMessage: no event has failed.
  recordSessionEvent: ['dynamodb:BatchGetItem', 'sqs:DeleteMessage'],
  markChannel: ['sqs:DeleteMessage'],
  // No channel of the story is recorded.
  deleteDueChannels: ['ivs:GetRecordingConfiguration'],
  // GetItem, DeleteItem: no due channel is gone. TagResource: part of CreateStreamKey with tags.
  // GetStreamKey: used only if a run was interrupted before it had stored the value. kms: Secrets Manager
  // uses the KMS key with the function's role.
  rotateStreamKeys: [
    ...['dynamodb:GetItem', 'dynamodb:DeleteItem', 'ivs:TagResource'],
    ...['ivs:GetStreamKey', 'kms:Decrypt', 'kms:GenerateDataKey'],
  ],
  // For the same reasons.
  revokeStreamKey: ['ivs:TagResource', 'ivs:GetStreamKey', 'kms:Decrypt', 'kms:GenerateDataKey'],
  // The first repetition is seconds after the value was set, when the story has ended.
  repeatStickyMetadata: ['sqs:GetQueueUrl'],
  // PutEvents: used for a start without an event. GetStreamSession: used for streams that have been live for 5 s.
  sampleViewers: ['events:PutEvents', 'ivs:GetStreamSession'],
  // No channel of the story is recorded.
  explainChannels: ['ivs:GetRecordingConfiguration'],
  // Used while a channel has a long backlog.
  enqueueMetadata: ['sqs:GetQueueAttributes'],
  // GetItem: used while instances have leased all permits. DeleteItem: used if a stream starts at the moment at which its
  // messages begin to wait.
  sendMetadata: ['dynamodb:GetItem', 'dynamodb:DeleteItem', ...EVENT_SOURCE],
  // Used for totals that need more than one page.
  getSessions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
};

/** The actions that a role allows, without their resources: `dynamodb:GetItem`, … */
const actionsOf = (name: string): string[] =>
  [...new Set((ALLOWED[name] ?? []).map((line) => line.split(' ')[0] ?? ''))].sort();
