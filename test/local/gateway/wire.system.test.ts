import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningSimulator, startSimulator } from '../../../src/simulator/index.ts';
import { type RawOptions, rawRequest, sendRaw } from '../../support/raw-http.ts';
import { startFixture } from '../support.ts';

// What clients, proxies and cut connections put on the wire, byte by byte.

let fixture: Awaited<ReturnType<typeof startFixture>>;
let simulator: RunningSimulator;
beforeAll(async () => {
  const quotas = { enforce: false };
  fixture = await startFixture({ simulator: { quotas } });
  simulator = await startSimulator({ quotas });
});
afterAll(async () => {
  await Promise.all([fixture.stack.close(), simulator.close()]);
});
const endpoints = { stack: () => fixture.stack.endpoint, simulator: () => simulator.endpoint };

const signed = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=a/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const HEADERS = { Host: 'localhost', Authorization: signed('ivs') };
const LIST = 'POST /ListChannels HTTP/1.1';
const KEEP = { ...HEADERS, Connection: 'keep-alive' };

describe.each(['stack', 'simulator'] as const)('the %s', (name) => {
  const send = (parts: Parameters<typeof sendRaw>[1], options?: RawOptions) =>
    sendRaw(endpoints[name](), parts, options);
  const statuses = async (...args: Parameters<typeof send>) =>
    (await send(...args)).map(({ status }) => status);
  const isHealthy = async () => expect((await fetch(endpoints[name]())).status).toBe(200);

  test('reads a body in chunks, with extensions and trailers, however they are cut', async () => {
    const head = rawRequest(LIST, { ...HEADERS, 'Transfer-Encoding': 'chunked' });
    const body =
      '5;a=b\r\n{"max\r\n1\r\nR\r\n10\r\nesults": 5      \r\n1\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n';
    expect(await statuses(head + body)).toEqual([200]);
    const pieces = (head + body).match(/.{1,60}/gs) ?? [];
    expect(await statuses(pieces, { pauseMs: 2 })).toEqual([200]);
  });

  test('says 100 Continue before it reads a body', async () => {
    const request = rawRequest(LIST, { ...HEADERS, Expect: '100-continue' }, '{"maxResults": 5}');
    const [head = '', body = ''] = request.split(/(?<=\r\n\r\n)/);
    expect(await statuses([head, body], { pauseMs: 50 })).toEqual([100, 200]);
    const other = rawRequest(LIST, { ...HEADERS, Expect: 'a-miracle' }, '{}');
    expect(await statuses(other)).toEqual([417]);
  });

  test('speaks HTTP/1.0, with and without keep-alive', async () => {
    const old = LIST.replace('1.1', '1.0');
    const { Authorization } = HEADERS;
    const [first, ...more] = await send(rawRequest(old, { Authorization }, '{}'));
    expect([first?.status, more]).toEqual([200, []]);
    expect(first?.headers.connection).toBe('close');
    const kept = rawRequest(old, { Authorization, Connection: 'keep-alive' }, '{}');
    expect(await statuses(kept + rawRequest(old, { Authorization }, '{}'))).toEqual([200, 200]);
    const chunked = rawRequest(old, { Authorization, 'Transfer-Encoding': 'chunked' });
    expect(await statuses(`${chunked}2\r\n{}\r\n0\r\n\r\n`)).toEqual([200]);
  });

  test('answers pipelined requests in their order, also after errors whose body it has not read', async () => {
    const requests = [
      rawRequest(LIST, KEEP, '{"maxResults": 1}'),
      rawRequest('POST /NoSuchOperation HTTP/1.1', KEEP, 'x'.repeat(5_000)),
      rawRequest(LIST, { ...KEEP, Origin: 'http://evil.test' }, 'x'.repeat(5_000)),
      rawRequest('POST /GetChannel HTTP/1.1', KEEP, '{"arn": "x"}'),
      rawRequest(LIST, KEEP, '{'),
      rawRequest('GET / HTTP/1.1', { Host: 'localhost' }),
    ];
    expect(await statuses(requests.join(''))).toEqual([200, 404, 403, 400, 400, 200]);
    expect(await statuses(requests, { pauseMs: 5 })).toEqual([200, 404, 403, 400, 400, 200]);
  });

  test('answers a client that has closed its side of the connection', async () => {
    const request = rawRequest(LIST, KEEP, '{}');
    expect(await statuses(request, { halfClose: true })).toEqual([200]);
  });

  test('waits for a slow body, and forgets one that never comes', async () => {
    const request = rawRequest(LIST, HEADERS, '{"maxResults": 5}');
    expect(await statuses(request.match(/.{1,25}/gs) ?? [], { pauseMs: 3 })).toEqual([200]);
    const cut = request.slice(0, -5);
    expect(await statuses(cut, { patienceMs: 100 })).toEqual([]);
    expect(await statuses(cut, { halfClose: true })).toEqual([400]);
    await isHealthy();
  });

  test('refuses a body that is too large, and goes on with the same connection', async () => {
    const large = rawRequest(LIST, KEEP, `"${'x'.repeat(1_100_000)}"`);
    expect(await statuses(large + rawRequest(LIST, HEADERS, '{}'))).toEqual([413, 200]);
  });

  test('takes long headers, and refuses those over 16 KiB', async () => {
    const long = (bytes: number) => ({ ...HEADERS, 'X-Amz-Security-Token': 'x'.repeat(bytes) });
    expect(await statuses(rawRequest(LIST, long(12_000), '{}'))).toEqual([200]);
    expect(await statuses(rawRequest(LIST, long(20_000), '{}'))).toEqual([431]);
    const target = `GET /_sim/cues?channelArn=${'x'.repeat(20_000)} HTTP/1.1`;
    expect(await statuses(rawRequest(target, HEADERS))).toEqual([431]);
    await isHealthy();
  });

  test.each([
    ['two lengths', `${rawRequest(LIST, { ...HEADERS, 'Content-Length': ['2', '3'] })}{}`],
    [
      'a length and chunks',
      `${rawRequest(LIST, { ...HEADERS, 'Content-Length': '2', 'Transfer-Encoding': 'chunked' })}2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['a wrong length', rawRequest(LIST, { ...HEADERS, 'Content-Length': '-1' }, '{}')],
    [
      'a chunk without a size',
      `${rawRequest(LIST, { ...HEADERS, 'Transfer-Encoding': 'chunked' })}x\r\n`,
    ],
    ['no Host', rawRequest(LIST, { Authorization: HEADERS.Authorization }, '{}')],
    ['an unknown method', rawRequest(LIST.replace('POST', 'STEAL'), HEADERS, '{}')],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the greeting of TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['a NUL in a header', rawRequest(LIST, { ...HEADERS, 'X-A': 'a\0b' }, '{}')],
  ])('answers %s with 400', async (_title, bytes) => {
    expect(await statuses(bytes)).toEqual([400]);
    await isHealthy();
  });

  test('closes the connection of a tunnel, and ignores an upgrade', async () => {
    expect(await statuses(rawRequest('CONNECT localhost:443 HTTP/1.1', HEADERS))).toEqual([]);
    const upgrade = { ...HEADERS, Connection: 'Upgrade, close', Upgrade: 'h2c' };
    expect(await statuses(rawRequest(LIST, upgrade, '{}'), { patienceMs: 500 })).toEqual([200]);
    await isHealthy();
  });

  test.each([
    ['OPTIONS * HTTP/1.1', 404],
    ['GET //_sim/report HTTP/1.1', 404],
    ['GET /_sim/report HTTP/1.1', 200],
    ['GET http://localhost/_sim/report HTTP/1.1', 200],
    ['GET http://localhost HTTP/1.1', 200],
    ['GET /_sim/report?x=%zz HTTP/1.1', 200],
    ['GET /_sim/report#x HTTP/1.1', 200],
  ])('answers %s with %i', async (line, status) => {
    expect(await statuses(rawRequest(line, { Host: 'localhost' }))).toEqual([status]);
  });

  test('reads UTF-8 with a byte order mark, and refuses other encodings', async () => {
    const post = async (body: Buffer, headers = {}) => {
      const head = { ...HEADERS, ...headers, 'Content-Length': `${body.length}` };
      return statuses([rawRequest(LIST, head), body]);
    };
    expect(await post(Buffer.from('\ufeff{"maxResults": 5}'))).toEqual([200]);
    expect(await post(Buffer.from('{"maxResults": 5}', 'utf16le'))).toEqual([400]);
    expect(await post(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual([400]);
    expect(await post(gzipSync('{}'), { 'Content-Encoding': 'gzip' })).toEqual([415]);
    expect(await post(gzipSync('{}'))).toEqual([400]);
  });

  test('survives clients that disconnect at any byte', async () => {
    const request = rawRequest(LIST, HEADERS, '{"maxResults": 5}');
    const cuts = Array.from({ length: 20 }, (_, i) => Math.floor((request.length * i) / 20));
    await Promise.all(cuts.map((end) => send(request.slice(0, end), { patienceMs: 5 })));
    await isHealthy();
  });
});

test.each(['dynamodb', 'sqs', 'events', 'secretsmanager', 'lambda'])(
  'the stack reads a body for %s in chunks, and survives a cut',
  async (service) => {
    const target = { dynamodb: 'DynamoDB_20120810.ListTables', sqs: 'AmazonSQS.ListQueues' };
    const headers = {
      ...{ Host: 'localhost', Authorization: signed(service), 'X-Amz-Date': '20260101T000000Z' },
      'X-Amz-Target': target[service as keyof typeof target] ?? 'x.y',
      'Content-Type': 'application/x-amz-json-1.0',
    };
    const line =
      service === 'lambda'
        ? 'POST /2015-03-31/functions/single/invocations HTTP/1.1'
        : 'POST / HTTP/1.1';
    const send = (...args: [string | string[], RawOptions?]) =>
      sendRaw(fixture.stack.endpoint, ...args);
    const chunked = rawRequest(line, { ...headers, 'Transfer-Encoding': 'chunked' });
    const [read] = await send([chunked, '2\r\n{}\r\n', '0\r\n\r\n'], { pauseMs: 5 });
    expect(read?.status).toBe(service in target || service === 'lambda' ? 200 : 501);
    await send(rawRequest(line, headers, '{"a": 1}').slice(0, -3), { patienceMs: 20 });
    expect((await fetch(fixture.stack.endpoint)).status).toBe(200);
  },
);

test('the stack refuses a body over 16 MiB', async () => {
  const headers = { Host: 'localhost', Authorization: signed('sqs') };
  const large = rawRequest('POST / HTTP/1.1', headers, 'x'.repeat(16 * 1_048_576 + 1));
  expect(await sendRaw(fixture.stack.endpoint, large)).toMatchObject([{ status: 413 }]);
});

describe('an answer that a person reads with curl ends with a line break:', () => {
  const ask = async (name: keyof typeof endpoints, line: string, headers: object = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const answer = await fetch(endpoints[name]() + path, { method, headers: { ...headers } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-length')).toBe(`${bytes.length}`);
    return bytes.toString();
  };
  const stackOnly = [
    ...['GET /open', 'GET /things/1', 'GET /nowhere', 'GET /_sim/alarms', 'GET /_sim/events'],
    ...['POST /_sim/alarms/advance', 'GET /_sim/metrics', 'GET /console/api/nowhere'],
  ];
  test.each([
    ...['GET /', 'GET /_sim/report', 'GET /_sim/nowhere', 'GET /_sim/faults', 'GET /_sim/cues'],
    ...stackOnly,
  ])('%s', async (line) => {
    const names = stackOnly.includes(line)
      ? (['stack'] as const)
      : (['stack', 'simulator'] as const);
    for (const name of names) {
      const text = await ask(name, line);
      expect(text).toMatch(/^[^\n]+\n$/);
      expect(JSON.parse(text)).toBeDefined();
    }
  });

  test('those of AWS services stay as they are', async () => {
    const text = await ask('simulator', 'POST /ListChannels');
    expect(text).toBe('{"channels":[]}');
    expect(await ask('stack', 'POST /ListChannels', { Authorization: signed('ivs') })).toBe(text);
  });

  test('a refused host', async () => {
    const foreign = rawRequest('GET /_sim/cues HTTP/1.1', { Host: 'foreign.test' });
    for (const endpoint of Object.values(endpoints)) {
      const [answer] = await sendRaw(endpoint(), foreign);
      expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(/\}\n$/) });
    }
  });
});
