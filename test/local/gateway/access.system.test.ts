import { CreateChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../../src/simulator/index.ts';
import { type RawOptions, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { clientConfig, startFixture } from '../support.ts';

// What web pages can send to the stack and to the simulator, as raw requests. test/local/gateway/pages.browser.ts
// sends the same from Chromium.

const PAGE = 'http://localhost:5173';
const access = { allowedHosts: ['host.docker.internal'], allowedOrigins: [PAGE] };

let fixture: Awaited<ReturnType<typeof startFixture>>;
let simulator: RunningSimulator;
let listenersOfStack: number;
const listeners = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
beforeAll(async () => {
  const before = listeners();
  fixture = await startFixture(access);
  listenersOfStack = listeners() - before;
  simulator = await startSimulator(access);
});
afterAll(async () => {
  await Promise.all([fixture.stack.close(), simulator.close()]);
});

const endpoints = { stack: () => fixture.stack.endpoint, simulator: () => simulator.endpoint };
type Name = keyof typeof endpoints;
const NAMES: Name[] = ['stack', 'simulator'];

async function send(
  name: Name,
  line: string,
  headers: Record<string, string | string[]> = {},
  { body = '', ...options }: RawOptions & { body?: string } = {},
) {
  const host = new URL(endpoints[name]()).host;
  const request = rawRequest(line, { Host: host, ...headers }, body);
  const [response] = await sendRaw(endpoints[name](), request, options);
  if (!response) throw new Error('no response');
  return response;
}

async function createChannel(name: Name) {
  const ivs = new IvsClient(clientConfig(endpoints[name]()));
  const { channel, streamKey } = await ivs.send(new CreateChannelCommand({}));
  ivs.destroy();
  return { channelArn: channel?.arn ?? '', keyArn: streamKey?.arn ?? '', key: streamKey?.value };
}

/** A request that a page sends without a preflight. `presigned` names the service that it is signed for. */
const presigned = (service: string) =>
  `X-Amz-Credential=${encodeURIComponent(`a/20260101/us-west-2/${service}/aws4_request`)}`;

describe.each(NAMES)('the %s refuses a web page that', (name) => {
  const refused = { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException' } };
  const evil = { Origin: 'http://evil.test', 'Sec-Fetch-Site': 'cross-site' };

  test('resets it, deletes a channel or asks for a stream key', async () => {
    const { channelArn, keyArn, key } = await createChannel(name);
    const text = { ...evil, 'Content-Type': 'text/plain' };
    expect(await send(name, 'POST /_sim/reset HTTP/1.1', text)).toMatchObject(refused);
    const deletion = { body: JSON.stringify({ arn: channelArn }) };
    const attacks = [
      send(name, `POST /DeleteChannel?${presigned('ivs')} HTTP/1.1`, text, deletion),
      send(name, `POST /DeleteChannel?${presigned('ivs')} HTTP/1.1`, { Origin: 'null' }, deletion),
    ];
    for (const answer of await Promise.all(attacks)) expect(answer).toMatchObject(refused);
    const asked = await send(name, `POST /GetStreamKey?${presigned('ivs')} HTTP/1.1`, text, {
      body: JSON.stringify({ arn: keyArn }),
    });
    expect(asked).toMatchObject(refused);
    expect(asked.body).not.toContain(key);
    expect(asked.headers).not.toHaveProperty('access-control-allow-origin');
    const line = `POST /GetChannel?${presigned('ivs')} HTTP/1.1`;
    expect((await send(name, line, {}, deletion)).status).toBe(200);
  });

  test('has made its own name point to this machine', async () => {
    const rebound = { Host: 'evil.test:4566', Origin: 'http://evil.test:4566' };
    for (const headers of [rebound, { ...rebound, Origin: [] }]) {
      const cues = await send(name, 'GET /_sim/cues HTTP/1.1', {
        ...headers,
        'Sec-Fetch-Site': 'same-origin',
      });
      expect(cues).toMatchObject(refused);
    }
    const twice = await send(name, 'GET /_sim/cues HTTP/1.1', { Host: ['localhost', 'evil.test'] });
    expect([400, 403]).toContain(twice.status);
    const absolute = await send(name, 'GET http://evil.test/_sim/cues HTTP/1.1');
    expect(absolute).toMatchObject(refused);
  });

  test.each(['GET /_sim/cues', 'HEAD /_sim/cues', 'GET /', 'HEAD /', 'GET /_sim/report'])(
    'loads %s as an image, a script or a frame',
    async (line) => {
      const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
      expect((await send(name, `${line} HTTP/1.1`, headers)).status).toBe(403);
    },
  );

  test('asks for permission by a preflight', async () => {
    const answer = await send(name, 'OPTIONS /GetStreamKey HTTP/1.1', {
      ...evil,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Private-Network': 'true',
    });
    expect(answer).toMatchObject(refused);
    expect(Object.keys(answer.headers).join()).not.toContain('access-control');
  });

  test('opens a WebSocket', async () => {
    const answer = await send(
      name,
      'GET /_sim/cues HTTP/1.1',
      {
        ...evil,
        ...{ Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
      { patienceMs: 500 },
    );
    expect(answer.status).toBe(403);
  });
});

describe.each(NAMES)('the %s accepts', (name) => {
  test.each([
    ['HTTP/1.0 without Host', 'GET / HTTP/1.0', { Host: [] as string[] }],
    ['localhost', 'GET / HTTP/1.1', { Host: 'localhost:4566' }],
    ['a name below localhost', 'GET / HTTP/1.1', { Host: 'bucket.localhost' }],
    ['IPv6', 'GET / HTTP/1.1', { Host: '[::1]:4566' }],
    ['an allowed host', 'GET / HTTP/1.1', { Host: 'host.docker.internal:4566' }],
    ['an absolute target', 'GET http://localhost:4566/ HTTP/1.1', {}],
    ['an address that a person has typed', 'GET / HTTP/1.1', { 'Sec-Fetch-Site': 'none' }],
    ['its own page', 'GET / HTTP/1.1', { 'Sec-Fetch-Site': 'same-origin' }],
    ['fetch of Node.js', 'GET / HTTP/1.1', { 'Sec-Fetch-Mode': 'cors' }],
  ])('%s', async (_title, line, headers) => {
    const answer = await send(name, line, headers);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ region: 'us-west-2' });
  });

  test('an allowed page, and lets it read results and errors', async () => {
    const page = { Origin: PAGE, 'Sec-Fetch-Site': 'same-site' };
    const query = presigned('ivs');
    const results = [
      await send(name, `POST /ListChannels?${query} HTTP/1.1`, page, { body: '{}' }),
      await send(name, `POST /BatchGetChannel?${query} HTTP/1.1`, page, { body: '{"arns":[]}' }),
      await send(name, 'GET /_sim/cues HTTP/1.1', page),
      await send(name, `POST /NoSuchOperation?${query} HTTP/1.1`, page),
    ];
    expect(results.map(({ status }) => status)).toEqual([200, 400, 200, 404]);
    for (const { headers } of results) {
      expect(headers['access-control-allow-origin']).toBe(PAGE);
      expect(headers['access-control-expose-headers']).toMatch(/x-amzn-RequestId,x-amzn-ErrorType/);
      expect(headers.vary).toBe('Origin');
    }
  });

  test('the preflight of an allowed page', async () => {
    const answer = await send(name, 'OPTIONS /ListChannels HTTP/1.1', {
      Origin: PAGE,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers':
        'amz-sdk-invocation-id,authorization,content-type,x-amz-date',
      'Access-Control-Request-Private-Network': 'true',
    });
    expect(answer).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': expect.stringContaining('DELETE'),
        'access-control-allow-headers':
          'amz-sdk-invocation-id,authorization,content-type,x-amz-date',
        'access-control-allow-private-network': 'true',
      },
      body: '',
    });
  });

  test('programs without any of these headers, and gives them no CORS headers', async () => {
    const answer = await send(
      name,
      `POST /ListChannels?${presigned('ivs')} HTTP/1.1`,
      {},
      { body: '{}' },
    );
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).join()).not.toContain('access-control');
    expect((await send(name, 'OPTIONS /ListChannels HTTP/1.1')).status).toBe(404);
  });
});

describe('in the stack,', () => {
  test('only the gateway listens, so that nothing is reached without its checks', () => {
    expect(listenersOfStack).toBe(1);
  });

  test.each(['lambda', 'secretsmanager', 'sqs', 'events', 'dynamodb', 'execute-api'])(
    'a page cannot reach %s, an allowed page can',
    async (service) => {
      const line = `POST /?${presigned(service)} HTTP/1.1`;
      const headers = { 'Content-Type': 'text/plain', 'X-Amz-Target': 'x.y' };
      const refused = await send('stack', line, { ...headers, Origin: 'http://evil.test' });
      expect(refused.status).toBe(403);
      const accepted = await send('stack', line, { ...headers, Origin: PAGE });
      expect(accepted.status).not.toBe(403);
      expect(accepted.headers['access-control-allow-origin']).toBe(PAGE);
    },
  );

  test('a page cannot invoke a function by the HTTP API', async () => {
    expect((await send('stack', 'GET /open HTTP/1.1')).status).toBe(200);
    const answer = await send('stack', 'GET /open HTTP/1.1', { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer).toMatchObject({ status: 403 });
  });

  test('a refusal comes in the protocol of the client', async () => {
    const answer = await send(
      'stack',
      'POST / HTTP/1.1',
      {
        Host: 'stack.test',
        Authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-west-2/sts/aws4_request',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      { body: 'Action=GetCallerIdentity&Version=2011-06-15' },
    );
    expect(answer.body).toContain('<Code>ForbiddenException</Code><Message>Host: ');
  });
});

test.each([
  [{ allowedHosts: ['http://a.test'] }, /allowedHosts\[0\]: expected a host such as/],
  [{ allowedOrigins: ['*'] }, /allowedOrigins\[0\]: expected the origin of a web page/],
])('the option %j is refused', async (options, message) => {
  await expect(startSimulator(options)).rejects.toThrow(message);
  await expect(startFixture(options)).rejects.toThrow(message);
});
