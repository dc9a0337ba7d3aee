import { connect } from 'node:net';
import { getPriority } from 'node:os';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { clientConfig, startFixture } from './support.ts';

let fixture: Awaited<ReturnType<typeof startFixture>>;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stack.close());

const invoke: typeof fixture.aws.invoke = (...args) => fixture.aws.invoke(...args);

test('a function gets its event and a context like Lambda’s', async () => {
  const { result, StatusCode, FunctionError, ExecutedVersion } = await invoke('probe', { a: [1] });

  expect({ StatusCode, FunctionError, ExecutedVersion }).toEqual({
    StatusCode: 200,
    FunctionError: undefined,
    ExecutedVersion: '$LATEST',
  });
  expect(result.event).toEqual({ a: [1] });
  expect(result.context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'fixture-local-probe',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:fixture-local-probe',
    memoryLimitInMB: '192',
    logGroupName: '/aws/lambda/fixture-local-probe',
  });
  expect(result.context.remaining).toBeGreaterThan(500);
  expect(result.context.remaining).toBeLessThanOrEqual(1_000);
});

test('a function has the environment variables of serverless.yml and of Lambda, and none of this process', async () => {
  const { result } = await invoke('probe', { do: 'environment' });
  expect(result).toMatchObject({
    SHARED: 'by all',
    OWN: '7',
    AWS_REGION: 'us-west-2',
    AWS_LAMBDA_FUNCTION_NAME: 'fixture-local-probe',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '192',
    AWS_ENDPOINT_URL: fixture.stack.endpoint,
  });
  expect(result).not.toHaveProperty('PATH');
  expect(result).not.toHaveProperty('VITEST');
});

test.runIf(process.platform === 'linux')(
  'functions have a lower priority than the services that they use',
  async () => {
    const own = getPriority();
    const { result } = await invoke('probe', { do: 'priority' });
    expect(result).toBeGreaterThan(own);
    expect(getPriority()).toBe(own);
  },
);

test('a connection stays open while a function is idle', async () => {
  const response = await fetch(fixture.stack.endpoint);
  expect(response.headers.get('keep-alive')).toBe('timeout=65');
});

test('a function can be configured anew and deleted by the requests of AWS, and a reset undoes that', async () => {
  const lambda = new LambdaClient(clientConfig(fixture.stack.endpoint));
  onTestFinished(() => lambda.destroy());
  const FunctionName = 'fixture-local-probe';
  const Variables = { OWN: 'changed' };
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
  );
  const { result } = await invoke('probe', { do: 'environment' });
  expect(result).toMatchObject({ OWN: 'changed', AWS_REGION: 'us-west-2' });
  expect(result).not.toHaveProperty('SHARED');
  const read = new GetFunctionConfigurationCommand({ FunctionName });
  expect(await lambda.send(read)).toMatchObject({ State: 'Active', Environment: { Variables } });
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  expect(Functions.map((one) => one.FunctionName)).toContain(FunctionName);

  await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  await expect(invoke('probe')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await fixture.stack.reset();
  expect((await invoke('probe', { do: 'environment' })).result).toMatchObject({ OWN: '7' });
  const tooMuch = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 });
  await expect(lambda.send(tooMuch)).rejects.toMatchObject({
    ...{ name: 'InvalidParameterValueException' },
    message: expect.stringContaining('Timeout: the one-machine stack changes Environment only'),
  });
});

test.each([
  'probe',
  'fixture-local-probe',
  'arn:aws:lambda:us-west-2:123456789012:function:fixture-local-probe',
])('a function is found as %s', async (name) => {
  expect((await invoke(name)).StatusCode).toBe(200);
});

test('an instance is reused, and runs one event at a time', async () => {
  const { result: before } = await invoke('single');
  const { result: after } = await invoke('single');
  expect(after.runs).toBe(before.runs + 1);
});

test('beyond its reserved concurrency a function is throttled', async () => {
  const busy = invoke('single', { do: 'sleep', ms: 300 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(invoke('single')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect((await busy).result.slept).toBe(300);
  expect((await invoke('single')).StatusCode).toBe(200);
});

test('without reserved concurrency, invocations wait while all instances are busy', async () => {
  const all = Array.from({ length: 10 }, () => invoke('probe', { do: 'sleep', ms: 20 }));
  for (const { result } of await Promise.all(all)) expect(result.slept).toBe(20);
});

test.each([
  ['fail', { errorType: 'TypeError', errorMessage: 'as ordered' }],
  ['reject with text', { errorType: 'string', errorMessage: 'just a text' }],
  ['crash', { errorType: 'RangeError', errorMessage: 'nobody catches this' }],
  ['exit', { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('status 3') }],
])(
  'a function that should %s is a function error, and the next invocation is fine',
  async (what, error) => {
    const { FunctionError, StatusCode, result } = await invoke('probe', { do: what });
    expect({ FunctionError, StatusCode }).toEqual({ FunctionError: 'Unhandled', StatusCode: 200 });
    expect(result).toMatchObject(error);
    expect((await invoke('probe')).FunctionError).toBeUndefined();
  },
);

test('a stack trace names the source files, by the source maps', async () => {
  const { result } = await invoke('probe', { do: 'fail' });
  expect(result.trace.join('\n')).toContain('handlers/probe.ts:');
});

test.each(['sleep', 'spin'])(
  'a function with the order to %s longer than its timeout is ended',
  async (what) => {
    const { result } = await invoke('probe', { do: what, ms: 60_000 });
    expect(result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]+ Error: Task timed out after 1\.00 seconds$/,
      ),
    });
  },
);

test('a function that does not load fails every invocation with the reason', async () => {
  for (let i = 0; i < 2; i += 1) {
    const { result, FunctionError } = await invoke('broken');
    expect(FunctionError).toBe('Unhandled');
    expect(result).toMatchObject({
      errorType: 'SyntaxError',
      errorMessage: 'GAP: expected a number',
    });
  }
});

test('a function that returns nothing answers null', async () => {
  expect((await invoke('probe', { do: 'nothing' })).result).toBeNull();
});

test('output and errors of a function are logged under its name', async () => {
  await invoke('probe', { do: 'log' });
  await invoke('probe', { do: 'fail' });
  await expect.poll(() => fixture.lines).toContain('probe to standard output');
  await expect.poll(() => fixture.lines).toContain('probe to standard error');
  expect(fixture.lines.some((line) => /^probe Invoke Error .*"as ordered"/.test(line))).toBe(true);
});

test('DryRun does not invoke the function, and Event does not wait for it', async () => {
  expect((await invoke('probe', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  const { StatusCode, result } = await invoke('probe', {}, { InvocationType: 'Event' });
  expect({ StatusCode, result }).toEqual({ StatusCode: 202, result: undefined });
});

test('an invocation without payload has an empty event', async () => {
  const { result } = await invoke('probe', {}, { Payload: '' });
  expect(result.event).toEqual({});
});

test.each([
  ['nobody', {}, 'ResourceNotFoundException', 'function:nobody'],
  ['probe', { Qualifier: '7' }, 'ResourceNotFoundException', ':7'],
  ['probe', { Payload: '{no json' }, 'InvalidRequestContentException', 'parse request body'],
  ['probe', { Payload: `"${'x'.repeat(6 * 1_048_576)}"` }, 'RequestTooLargeException', 'too large'],
  [
    'probe',
    { InvocationType: 'Event' as const, Payload: `"${'x'.repeat(1_048_576)}"` },
    'RequestTooLargeException',
    'too large',
  ],
])('invoking %s with %o is %s', async (name, more, error, words) => {
  const asking = invoke(name, {}, more);
  await expect(asking).rejects.toMatchObject({ name: error });
  await expect(asking).rejects.toThrow(words);
});

test('an asynchronous invocation that fails is retried, then reported to the function’s queue', async () => {
  const { StatusCode } = await invoke('probe', { do: 'fail' }, { InvocationType: 'Event' });
  expect(StatusCode).toBe(202);
  const record = await fixture.aws.take('dead');
  expect(record?.body).toMatchObject({
    version: '1.0',
    requestContext: {
      functionArn: 'arn:aws:lambda:us-west-2:123456789012:function:fixture-local-probe:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { do: 'fail' },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'TypeError', errorMessage: 'as ordered' },
  });
});

test('the table exists, and clients that disconnect do not affect others', async () => {
  const port = Number(new URL(fixture.stack.endpoint).port);
  const head = [
    'POST / HTTP/1.1',
    'host: localhost',
    'content-length: 100',
    'authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-west-2/dynamodb/aws4_request',
  ];
  const socket = connect(port, '127.0.0.1');
  socket.write(`${head.join('\r\n')}\r\n\r\n{"TableName"`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await expect.poll(() => fixture.lines).toContainEqual(expect.stringContaining('aborted'));

  const dynamodb = new DynamoDBClient(clientConfig(fixture.stack.endpoint));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'fixture' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
  dynamodb.destroy();
});
