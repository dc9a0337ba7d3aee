import { spawn, spawnSync } from 'node:child_process';
import { DynamoDBClient, ListBackupsCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AddPermissionCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientConfig, startFixture } from '../support.ts';

// Services and operations that the stack does not have. Each client must get an error that it can read.

let fixture: Awaited<ReturnType<typeof startFixture>>;
let endpoint: string;
beforeAll(async () => {
  fixture = await startFixture({ allowedOrigins: ['http://localhost:5173'] });
  ({ endpoint } = fixture.stack);
});
afterAll(() => fixture.stack.close());

const EMULATED = 'It emulates ivs, dynamodb, sqs, events, secretsmanager, lambda, execute-api.';
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=tester/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const json = (version: string, target: string) => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amz-target': target,
});

async function ask(method: string, path: string, headers: Record<string, string>, body?: string) {
  const sent = body === undefined ? {} : { body };
  const answer = await fetch(endpoint + path, { method, headers, ...sent });
  const type = answer.headers.get('content-type');
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, type, headers: answer.headers, bytes, body: bytes.toString() };
}

const message = (service: string, operation: string, variable: string) =>
  `The one-machine stack does not emulate the service ${service} (operation ${operation}). ${EMULATED} To use ${service} of AWS or of another emulator beside it, set AWS_ENDPOINT_URL_${variable} to its endpoint.`;

test.each(['1.0', '1.1'])('AWS JSON %s', async (version) => {
  const headers = { ...signed('states'), ...json(version, 'AWSStepFunctions.ListStateMachines') };
  const { status, type, body } = await ask('POST', '/', headers, '{}');
  expect({ status, type }).toEqual({ status: 501, type: `application/x-amz-json-${version}` });
  expect(JSON.parse(body)).toEqual({
    __type: 'UnknownService',
    message: message('states', 'AWSStepFunctions.ListStateMachines', 'SFN'),
  });
});

test('query', async () => {
  const headers = { ...signed('sts'), ...FORM };
  const answer = await ask('POST', '/', headers, 'Action=GetCallerIdentity&Version=2011-06-15');
  expect(answer).toMatchObject({ status: 501, type: 'text/xml' });
  expect(answer.body).toMatch(
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<ErrorResponse><Error><Type>Receiver<\/Type><Code>UnknownService<\/Code><Message>The one-machine stack does not emulate the service sts \(operation GetCallerIdentity\)\..*<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/,
  );
  const get = await ask('GET', '/?Action=ListTopics&Version=2010-03-31', signed('sns'));
  expect(get.body).toContain('the service sns (operation ListTopics)');
});

test('EC2 query', async () => {
  const headers = { ...signed('ec2'), ...FORM };
  const answer = await ask('POST', '/', headers, 'Action=DescribeInstances&Version=2016-11-15');
  expect(answer).toMatchObject({ status: 501, type: 'text/xml' });
  expect(answer.body).toMatch(
    /<Response><Errors><Error><Code>UnknownService<\/Code><Message>.*ec2 \(operation DescribeInstances\).*<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
});

test('rest-xml: S3 has a form of its own, and HEAD has no body', async () => {
  const s3 = await ask('GET', '/bucket/a%20b?list-type=2', signed('s3'));
  expect(s3).toMatchObject({ status: 501, type: 'text/xml' });
  expect(s3.body).toMatch(
    /<Error><Code>UnknownService<\/Code><Message>.*s3 \(operation GET \/bucket\/a%20b\)/,
  );
  const head = await ask('HEAD', '/bucket', signed('s3'));
  expect(head).toMatchObject({ status: 501, body: '' });
  const zones = await ask('GET', '/2013-04-01/hostedzone', signed('route53'));
  expect(zones.body).toMatch(/<ErrorResponse><Error>.*<Code>UnknownService<\/Code>/);
  const control = await ask('GET', '/v20180820/jobs', signed('s3'));
  expect(control.body).toMatch(/<ErrorResponse><Error>/);
});

test.each([
  ['s3', '/', 'aws-cli/2.0', 'AWS_ENDPOINT_URL_S3'],
  ['s3', '/v20180820/jobs', '', 'AWS_ENDPOINT_URL_S3_CONTROL'],
  ['s3', '/', 'aws-sdk-js/3.1060.0 api/s3_control#3.1060.0', 'AWS_ENDPOINT_URL_S3_CONTROL'],
  ['ses', '/v2/email/identities', '', 'AWS_ENDPOINT_URL_SESV2'],
  ['logs', '/', '', 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'],
  ['ecr', '/', '', 'AWS_ENDPOINT_URL_ECR'],
  ['cloudhsm', '/', '', 'AWS_ENDPOINT_URL_CLOUDHSM or AWS_ENDPOINT_URL_CLOUDHSM_V2'],
])('%s at %s, asked by "%s", is put beside with %s', async (service, path, agent, variables) => {
  const { body } = await ask('GET', path, { ...signed(service), 'user-agent': agent });
  expect(body).toContain(`set ${variables} to its endpoint`);
});

test('rest-json', async () => {
  const { status, headers, body } = await ask('GET', '/applications', signed('emr-serverless'));
  expect(status).toBe(501);
  expect(headers.get('x-amzn-errortype')).toBe('UnknownService');
  expect(JSON.parse(body).message).toBe(
    message('emr-serverless', 'GET /applications', 'EMR_SERVERLESS'),
  );
});

test('RPC v2 with CBOR', async () => {
  const headers = { ...signed('monitoring'), 'smithy-protocol': 'rpc-v2-cbor' };
  const path = '/service/GraniteServiceVersion20100801/operation/ListMetrics';
  const answer = await ask('POST', path, headers, '');
  expect(answer).toMatchObject({ status: 501, type: 'application/cbor' });
  expect(answer.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
  // A map of two members, then texts with two bytes of length.
  const text = message('monitoring', 'ListMetrics', 'CLOUDWATCH');
  const length = String.fromCharCode(text.length >> 8, text.length & 0xff);
  const expected = `\xa2y\0\x06__typey\0\x0eUnknownServicey\0\x07messagey${length}${text}`;
  expect(answer.bytes.toString('latin1')).toBe(expected);
});

test('an unsigned request names its operation', async () => {
  const query = await ask('POST', '/', FORM, 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15');
  expect(query).toMatchObject({ status: 501, type: 'text/xml' });
  expect(query.body).toContain('unsigned request (operation AssumeRoleWithWebIdentity)');
  const target = 'AWSCognitoIdentityProviderService.SignUp';
  const cognito = await ask('POST', '/', json('1.1', target), '{}');
  expect(JSON.parse(cognito.body).message).toContain(`(operation ${target})`);
});

test('a service of the stack in a protocol that it does not have here', async () => {
  const query = await ask('POST', '/', { ...signed('sqs'), ...FORM }, 'Action=ListQueues');
  expect(query).toMatchObject({ status: 501, type: 'text/xml' });
  expect(query.body).toContain('emulates sqs in JSON only');
});

test('an allowed page may ask for each service, after a preflight', async () => {
  const origin = 'http://localhost:5173';
  const wanted = 'authorization,content-type,x-amz-date,x-amz-target,x-amz-user-agent';
  const preflight = await ask('OPTIONS', '/', {
    ...{ origin, 'access-control-request-method': 'POST' },
    'access-control-request-headers': wanted,
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
  expect(preflight.headers.get('access-control-allow-headers')).toBe(wanted);
  const create = (from: string) => {
    const headers = { ...signed('sqs'), ...json('1.0', 'AmazonSQS.CreateQueue'), origin: from };
    return ask('POST', '/', headers, '{"QueueName":"of-a-page","Attributes":{"Colour":"red"}}');
  };
  const answer = await create(origin);
  expect(answer).toMatchObject({ status: 400 });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  const refused = await create('http://evil.test');
  expect(refused).toMatchObject({ status: 403 });
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});

test('an allowed page can read the answer, in each protocol', async () => {
  const page = 'http://localhost:5173';
  const headers = { origin: page, 'smithy-protocol': 'rpc-v2-cbor' };
  const requests = [
    ask('GET', '/bucket', { ...signed('s3'), origin: page }),
    ask('POST', '/', { ...signed('sns'), ...FORM, origin: page }, 'Action=ListTopics'),
    ask('POST', '/service/x/operation/y', { ...signed('monitoring'), ...headers }, ''),
  ];
  for (const answer of await Promise.all(requests)) {
    expect(answer.status).toBe(501);
    expect(answer.headers.get('access-control-allow-origin')).toBe(page);
    expect(answer.headers.get('access-control-expose-headers')).toContain('smithy-protocol');
  }
});

test('names in an answer are escaped and cut', async () => {
  const hostile = `<a>&"\u0001${'x'.repeat(5_000)}`;
  const form = new URLSearchParams({ Action: hostile }).toString();
  const { body } = await ask('POST', '/', { ...signed('iam'), ...FORM }, form);
  expect(body).toContain('(operation &lt;a&gt;&amp;&quot;\ufffdxxx');
  expect(body.length).toBeLessThan(1_000);
});

test.each([
  ['DynamoDB', DynamoDBClient, ListBackupsCommand],
  ['EventBridge', EventBridgeClient, ListArchivesCommand],
  ['Lambda', LambdaClient, GetAccountSettingsCommand],
  ['Secrets Manager', SecretsManagerClient, ListSecretsCommand],
  ['SQS', SQSClient, AddPermissionCommand],
])(
  'the SDK gets the name of an operation of %s that the stack does not have',
  async (_name, Client, Command) => {
    const client = new Client({ ...clientConfig(endpoint), maxAttempts: 3 }) as {
      send(command: unknown): Promise<unknown>;
      destroy(): void;
    };
    const error = await client.send(new (Command as new (input: object) => unknown)({})).then(
      () => undefined,
      (reason: Error & { $metadata?: object }) => reason,
    );
    client.destroy();
    expect(error?.name).toMatch(/UnknownOperationException|UnsupportedOperation/);
    expect(error?.$metadata).toMatchObject({ httpStatusCode: 501, attempts: 1 });
    expect(error?.message).toMatch(
      /The one-machine stack .*(ListBackups|ListArchives|account-settings|ListSecrets)|AddPermission .*one-machine stack/,
    );
  },
);

const hasCli = spawnSync('aws', ['--version']).status === 0;
if (!hasCli) console.log('skipped: the AWS CLI is not on this machine');

test.skipIf(!hasCli)(
  'the AWS CLI shows the message',
  async () => {
    expect(await aws(['sts', 'get-caller-identity'])).toContain(
      `An error occurred (UnknownService) when calling the GetCallerIdentity operation: ${message('sts', 'GetCallerIdentity', 'STS')}`,
    );
  },
  120_000,
);

function aws(args: string[]): Promise<string> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, AWS_PAGER: '' },
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_MAX_ATTEMPTS: '1',
  };
  return new Promise((resolve, reject) => {
    const child = spawn('aws', args, { env });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject).once('close', () => resolve(text));
  });
}
