import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InputError } from '../../src/platform/errors.ts';
import { type Invocation, lambdaHandler } from '../../src/platform/lambda.ts';

const context = {
  functionName: 'ivs-autopilot-test-markChannel',
  invokedFunctionArn:
    'arn:aws:lambda:us-west-2:123456789012:function:ivs-autopilot-test-markChannel',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 9_000,
} as Context;

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.stubEnv('STAGE', 'test');
  // Powertools writes through the console's stream, which vitest does not capture.
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function invoke(run: (event: unknown, invocation: Invocation) => Promise<unknown>) {
  return lambdaHandler('markChannel', run)({ some: 'event' }, context);
}

test('a handler passes the event, the deadline and the account to the use case, and returns its answer', async () => {
  const before = Date.now();
  const answer = await invoke(async (event, { account, deadline }) => ({
    event,
    account,
    left: deadline - before,
  }));
  expect(answer).toMatchObject({ event: { some: 'event' }, account: '123456789012' });
  expect((answer as { left: number }).left).toBeGreaterThanOrEqual(9_000);
});

test('metrics are published as EMF, also when the use case fails; its error is thrown', async () => {
  const failing = invoke(async (_event, { metrics }) => {
    metrics.add('ChannelsMarked', 2);
    throw new Error('no table');
  });
  await expect(failing).rejects.toThrow('no table');
  const emf = printed.map((line) => JSON.parse(line)).find((line) => '_aws' in line);
  expect(emf).toMatchObject({ service: 'markChannel', stage: 'test', ChannelsMarked: 2 });
});

test('each metric has the dimensions service and stage; some are also added up over all functions', async () => {
  await invoke(async (_event, { metrics }) => {
    metrics.add('EventIgnored');
    metrics.add('SessionsRepaired', 2);
    metrics.add('IvsThrottled', 1, { dimensions: { operation: 'GetStream' } });
    metrics.add('StreamKeyHandOver', 1, { dimensions: { result: 'failed' } });
  });
  expect(dimensionsOf('EventIgnored')).toEqual([['service', 'stage']]);
  expect(dimensionsOf('SessionsRepaired')).toEqual([['service', 'stage'], ['stage']]);
  expect(dimensionsOf('IvsThrottled')).toEqual([['operation', 'service', 'stage'], ['stage']]);
  const byResult = [
    ['result', 'service', 'stage'],
    ['result', 'stage'],
  ];
  expect(dimensionsOf('StreamKeyHandOver')).toEqual(byResult);
});

/** The sets of dimensions under which a metric was printed, each in alphabetical order. */
function dimensionsOf(metric: string): string[][] {
  const directives = printed.flatMap((line) => JSON.parse(line)._aws?.CloudWatchMetrics ?? []);
  return directives
    .filter(({ Metrics }: { Metrics: { Name: string }[] }) =>
      Metrics.some(({ Name }) => Name === metric),
    )
    .flatMap(({ Dimensions }: { Dimensions: string[][] }) => Dimensions)
    .map((names: string[]) => [...names].sort());
}

test('a count of zero is not printed, so it costs nothing; a time of zero is', async () => {
  await invoke(async (_event, { metrics }) => {
    metrics.add('LiveStreams', 0);
    metrics.add('MetadataAge', 0, { unit: 'Milliseconds' });
  });
  expect(dimensionsOf('LiveStreams')).toEqual([]);
  expect(dimensionsOf('MetadataAge')).toEqual([['service', 'stage']]);
});

test('an error of a function is counted, but not one that its caller caused', async () => {
  const fail = (error: Error) => invoke(async () => Promise.reject(error));
  await expect(fail(new InputError('channelArn', 'an ARN', 'x'))).rejects.toThrow('channelArn');
  expect(dimensionsOf('FunctionFailed')).toEqual([]);
  await expect(fail(new Error('no table'))).rejects.toThrow('no table');
  expect(dimensionsOf('FunctionFailed')).toEqual([['service', 'stage'], ['stage']]);
});

test('a use case that outlasts the timeout is not ended by middy, but left to Lambda', async () => {
  const handler = lambdaHandler('markChannel', async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return 'done';
  });
  const short = { ...context, getRemainingTimeInMillis: () => 30 };
  await expect(handler({}, short)).resolves.toBe('done');
});

test('a metric with dimensions is published with them', async () => {
  await invoke(async (_event, { metrics }) =>
    metrics.add('ChannelCleanup', 1, { dimensions: { result: 'deleted' } }),
  );
  const emf = printed.map((line) => JSON.parse(line)).find((line) => '_aws' in line);
  expect(emf).toMatchObject({ result: 'deleted', ChannelCleanup: 1 });
});

test('an invocation without metrics prints nothing', async () => {
  await invoke(async () => 'done');
  expect(printed).toEqual([]);
});

test('a missing stage is an error at start-up: alarms would not see the metrics', () => {
  vi.stubEnv('STAGE', '');
  expect(() => lambdaHandler('markChannel', async () => 'done')).toThrow(
    'STAGE: expected a non-empty value',
  );
});

test('an unknown log level is an error at start-up that names the setting', () => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'VERBOSE');
  expect(() => lambdaHandler('markChannel', async () => 'done')).toThrow(
    'POWERTOOLS_LOG_LEVEL: expected one of DEBUG, INFO, WARN, ERROR, SILENT, received "VERBOSE"',
  );
});
