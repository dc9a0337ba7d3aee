import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';
import { startFixture } from '../support.ts';
import { EXAMPLES, entry, type Hostile, requests } from './hostile-requests.ts';

// Hostile requests to every service and every route of the stack. An error of the client has a status below
// 500; each request is answered, and none ends the process.

let fixture: Awaited<ReturnType<typeof startFixture>>;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  fixture = await startFixture({ simulator: { quotas: { enforce: false } } });
});
afterAll(async () => {
  agent.destroy();
  await fixture.stack.close();
});

const ANSWER_WITHIN_MS = 10_000;

/** Sends the bytes of a path unchanged, which fetch would not do. @returns the status */
function statusOf({
  service,
  method = 'POST',
  path = '/',
  target,
  body,
}: Hostile): Promise<number> {
  const bytes = Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
  const headers = {
    'content-length': bytes.length,
    'content-type': 'application/x-amz-json-1.0',
    ...(service && { authorization: authorization(service), 'x-amz-date': '20260101T000000Z' }),
    ...(target && { 'x-amz-target': target }),
  };
  const url = new URL(fixture.stack.endpoint);
  return new Promise((resolve, reject) => {
    const options = { host: url.hostname, port: url.port, method, path, headers, agent };
    const sent = httpRequest({ ...options, timeout: ANSWER_WITHIN_MS }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer')));
    sent.once('error', reject);
    sent.end(bytes);
  });
}

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=tester/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;

test('whatever is sent, the answer is no 5xx, and comes in time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 20, maxLength: 20 }), async (batch) => {
      for (const { request, status } of await Promise.all(batch.map(outcomeOf))) {
        expect(isExpected(status), `${status} for ${JSON.stringify(request)}`).toBe(true);
      }
    }),
    { numRuns: chaosRuns(40), endOnFailure: true },
  );
  await fetch(`${fixture.stack.endpoint}/_sim/reset`, { method: 'POST' });
  expect((await fetch(fixture.stack.endpoint)).status).toBe(200);
  const bugs = fixture.lines.filter(
    (line) => line.startsWith('stack ') && !line.startsWith('stack an event of rule '),
  );
  expect(bugs).toEqual([]);
}, 300_000);

async function outcomeOf(request: Hostile): Promise<{ request: Hostile; status: number | string }> {
  try {
    return { request, status: await statusOf(request) };
  } catch (error) {
    return { request, status: String(error) };
  }
}

/** 501: a service that the stack does not have, or a protocol that its service does not have here. */
const isExpected = (status: number | string) =>
  typeof status === 'number' && ((status >= 200 && status < 500) || status === 501);

test.each([
  ...['dynamodb', 'sqs', 'events', 'secretsmanager'].flatMap((service) => [
    [service, 'null'],
    [service, '[null]'],
    [service, '"x"'],
  ]),
])('%s answers the body %s with 400', async (service, text) => {
  const target = EXAMPLES.find(([name]) => name === service)?.[1] ?? '';
  expect(await statusOf({ service, target, body: text })).toBe(400);
});

test('PutEvents answers entries of a wrong type with 400, and each wrong value with an error', async () => {
  const put = (Entries: unknown) =>
    statusOf({ service: 'events', target: 'AWSEvents.PutEvents', body: { Entries } });
  for (const Entries of [
    null,
    [null],
    {},
    [5],
    [{ ...entry, Source: 5 }],
    [{ ...entry, Resources: [1] }],
  ]) {
    expect(await put(Entries)).toBe(400);
  }
  for (const Time of [1e300, -1e300, '99999-01-01'])
    expect(await put([{ ...entry, Time }])).toBe(200);
  const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  expect(await put([{ ...entry, Detail: deep }])).toBe(200);
  expect(await statusOf({ method: 'GET', path: '/_sim/events' })).toBe(200);
});

test('a path that is not percent-encoded UTF-8 is answered with 400', async () => {
  expect(await statusOf({ method: 'DELETE', path: '/_sim/encoders/%E0%A4%A' })).toBe(400);
  const path = '/2015-03-31/functions/%E0%A4%A/invocations';
  expect(await statusOf({ service: 'lambda', path, body: {} })).toBe(400);
  expect(await statusOf({ service: 'execute-api', path: '/things/%E0%A4%A', body: {} })).toBe(400);
});
