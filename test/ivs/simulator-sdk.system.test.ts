import { setImmediate } from 'node:timers/promises';
import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetRecordingConfigurationCommand,
  GetStreamCommand,
  GetStreamKeyCommand,
  GetStreamSessionCommand,
  type IvsClient,
  ListChannelsCommand,
  ListStreamKeysCommand,
  ListStreamSessionsCommand,
  ListStreamsCommand,
  PutMetadataCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdkFailure } from '../../src/platform/sdk-failure.ts';
import {
  createSimulator,
  type Faults,
  manualClock,
  type Simulator,
} from '../../src/simulator/index.ts';
import { type ServiceFixture, START, startServiceFixture } from '../simulator/support.ts';
import { type SdkCommand, simulatorSdk } from '../support/ivs/simulator-sdk.ts';

// The adapter test/support/ivs must answer as the SDK's client does over HTTP. Two simulators that begin alike get the
// same requests: one over HTTP, one through the adapter.

interface Side {
  sdk: IvsClient;
  simulator: Simulator;
  advance(ms: number): void;
}

let http: ServiceFixture;
let sides: [Side, Side];
/** What each request had: its answer or its error, over HTTP. */
let last: unknown;

beforeEach(async () => {
  http = await startServiceFixture({ faults: { seed: 3 } });
  const clock = manualClock(START);
  const simulator = createSimulator({
    ...{ clock, seed: 7, quotas: { enforce: false }, faults: { seed: 3 } },
  });
  sides = [
    { sdk: http.ivs, simulator: http.simulator, advance: (ms) => http.clock.advance(ms) },
    { sdk: simulatorSdk(simulator), simulator, advance: (ms) => clock.advance(ms) },
  ];
});
afterEach(() => http.close());

/** Sends a command to both. @returns what both answered, and fails if they differ */
async function send<T = Record<string, never>>(command: SdkCommand): Promise<T> {
  const [one, other] = sides;
  const expected = await outcome(one.sdk, command);
  const actual = await outcome(other.sdk, command);
  expect(actual, command.constructor.name).toStrictEqual(expected);
  last = expected;
  return expected as T;
}

async function refuses(command: SdkCommand, name: string): Promise<void> {
  expect(await send(command)).toMatchObject({ name });
}

function both<T>(act: (side: Side) => T): T {
  const [expected] = sides.map(act);
  return expected as T;
}

/** The answer or the error of a request, without what says how it went over the network. */
async function outcome(sdk: IvsClient, command: SdkCommand): Promise<unknown> {
  try {
    return withoutTransport(await sdk.send(command as Parameters<IvsClient['send']>[0]));
  } catch (error) {
    const { name, message, stack: _, ...others } = error as Error & Record<string, unknown>;
    const [type, failure] = [Object(error).constructor, sdkFailure(error)];
    return { error: true, type, name, message, failure, ...withoutTransport(others) };
  }
}

const TRANSPORT = ['requestId', 'extendedRequestId', 'cfId'];

function withoutTransport(answer: object): Record<string, unknown> {
  const {
    $metadata,
    $response: _,
    xAmznErrorType: _header,
    ...members
  } = answer as Record<string, unknown>;
  const metadata = Object.entries(Object($metadata)).filter(([name]) => !TRANSPORT.includes(name));
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), $metadata: Object.fromEntries(metadata) };
}

async function createChannel(tags: Record<string, string> = {}) {
  const { channel, streamKey } = await send<{
    channel: { arn: string };
    streamKey: { arn: string; value: string };
  }>(new CreateChannelCommand({ name: 'show', tags }));
  return { channelArn: channel.arn, keyArn: streamKey.arn, streamKey: streamKey.value };
}

const UNKNOWN = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
const UNKNOWN_KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/aB1cD2eF3gH4';

test('channels, recording configurations and stream keys are answered alike', async () => {
  const { channelArn, keyArn } = await createChannel({ team: 'a' });
  const storage = { s3: { bucketName: 'recordings' } };
  const { recordingConfiguration } = await send<{ recordingConfiguration: { arn: string } }>(
    new CreateRecordingConfigurationCommand({ destinationConfiguration: storage }),
  );
  await send(new GetRecordingConfigurationCommand({ arn: recordingConfiguration.arn }));
  await send(new BatchGetChannelCommand({ arns: [channelArn, UNKNOWN] }));
  await createChannel();
  const { nextToken } = await send<{ nextToken: string }>(
    new ListChannelsCommand({ maxResults: 1 }),
  );
  await send(new ListChannelsCommand({ maxResults: 1, nextToken }));
  await send(new ListChannelsCommand({ maxResults: 100, filterByName: 'show' }));
  await send(new ListStreamKeysCommand({ channelArn, maxResults: 50 }));
  await send(new GetStreamKeyCommand({ arn: keyArn }));
  await refuses(new CreateStreamKeyCommand({ channelArn }), 'ServiceQuotaExceededException');
  await send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await send(new CreateStreamKeyCommand({ channelArn, tags: { by: 'test' } }));
  await send(new DeleteChannelCommand({ arn: channelArn }));
});

test('streams and their sessions have dates where the service model has timestamps', async () => {
  const { channelArn, streamKey } = await createChannel({ startTime: '2026-11-21T12:00:00Z' });
  await refuses(new GetStreamCommand({ channelArn }), 'ChannelNotBroadcasting');
  both(({ simulator }) => simulator.connectEncoder({ streamKey }));
  await send(new GetStreamSessionCommand({ channelArn }));
  both(({ advance }) => advance(500));
  await send(new GetStreamCommand({ channelArn }));
  await send(new ListStreamsCommand({ maxResults: 100 }));
  await send(new PutMetadataCommand({ channelArn, metadata: 'hello' }));
  await refuses(new DeleteChannelCommand({ arn: channelArn }), 'ConflictException');
  await send(new StopStreamCommand({ channelArn }));
  both(({ advance }) => advance(1_000));
  await send(new ListStreamSessionsCommand({ channelArn, maxResults: 100 }));
  const { streamSession } = await send<{ streamSession: Record<string, never> }>(
    new GetStreamSessionCommand({ channelArn }),
  );
  expect(streamSession).toMatchObject({
    startTime: new Date(START),
    endTime: new Date(START + 1_000),
    channel: { tags: { startTime: '2026-11-21T12:00:00Z' } },
    truncatedEvents: expect.arrayContaining([
      expect.objectContaining({ eventTime: expect.any(Date) }),
    ]),
  });
});

test.each([
  new GetStreamCommand({ channelArn: UNKNOWN }),
  new GetStreamSessionCommand({ channelArn: UNKNOWN }),
  new GetStreamSessionCommand({ channelArn: UNKNOWN, streamId: 'st-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op' }),
  new ListStreamSessionsCommand({ channelArn: UNKNOWN }),
  new ListStreamKeysCommand({ channelArn: UNKNOWN }),
  new CreateStreamKeyCommand({ channelArn: UNKNOWN }),
  new GetStreamKeyCommand({ arn: UNKNOWN_KEY }),
  new DeleteStreamKeyCommand({ arn: UNKNOWN_KEY }),
  new DeleteChannelCommand({ arn: UNKNOWN }),
  new StopStreamCommand({ channelArn: UNKNOWN }),
  new PutMetadataCommand({ channelArn: UNKNOWN, metadata: 'x' }),
  new GetRecordingConfigurationCommand({
    arn: 'arn:aws:ivs:us-west-2:123456789012:recording-configuration/aB1cD2eF3gH4',
  }),
])('$constructor.name of what does not exist is the same error', async (command) => {
  await refuses(command, 'ResourceNotFoundException');
});

test.each([
  new BatchGetChannelCommand({ arns: [] }),
  new ListChannelsCommand({ nextToken: 'other' }),
  new ListStreamsCommand({ maxResults: 1_000 }),
  new GetStreamCommand({ channelArn: 'no ARN' }),
])('$constructor.name with a wrong input is the same error', async (command) => {
  await refuses(command, 'ValidationException');
});

test('a value of a wrong type is the same error, for which the SDK has no class', async () => {
  const command = new ListChannelsCommand({ filterByName: 5 as unknown as string });
  await refuses(command, 'SerializationException');
});

test.each<[string, Faults, string]>([
  ['throttled', { throttle: { GetStream: 1 } }, 'throttled'],
  ['failed', { fail: { GetStream: 1 } }, 'unknown'],
  ['cut off', { cut: { GetStream: 1 } }, 'unknown'],
])('a request that is %s is the same error', async (_name, faults, failure) => {
  const { channelArn, streamKey } = await createChannel();
  both(({ simulator }) => simulator.connectEncoder({ streamKey }));
  both(({ advance }) => advance(500));
  both(({ simulator }) => simulator.setFaults({ seed: 3, ...faults }));
  for (let i = 0; i < 4; i++) {
    await send(new GetStreamCommand({ channelArn }));
    expect(last).toMatchObject({ error: true, failure });
  }
});

test('a policy is applied to the access key of the client', async () => {
  const Statement = { Effect: 'Deny' as const, Action: 'ivs:GetStream', Resource: '*' };
  both(({ simulator }) => simulator.setPolicies({ test: { Statement } }));
  sides[1].sdk = simulatorSdk(sides[1].simulator, { accessKeyId: 'test' });
  await refuses(new GetStreamCommand({ channelArn: UNKNOWN }), 'AccessDeniedException');
});

test('an answer that is late has the same members', async () => {
  both(({ simulator }) => simulator.setFaults({ latencyMs: 200 }));
  const [one, other] = sides.map(({ sdk }) => sdk.send(new ListStreamsCommand({})));
  let isLate = true;
  const settled = Promise.all([one, other]).finally(() => {
    isLate = false;
  });
  while (isLate) {
    await setImmediate();
    both(({ advance }) => advance(200));
  }
  const [expected, actual] = (await settled).map((answer) => withoutTransport(Object(answer)));
  expect(actual).toStrictEqual(expected);
});
