import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { model, type Shape, shapeOf } from '../../../src/simulator/model/model.ts';
import { rawRequest, sendRaw } from '../../support/raw-http.ts';
import { type ServiceFixture, startServiceFixture } from '../support.ts';

// Malformed requests of the protocol restJson1, after the list that Smithy publishes for servers (the trait
// httpMalformedRequestTests), with the operations of IVS that have members of the same types:
// https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';

async function post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  const answer = await fetch(service.endpoint + path, { method: 'POST', body, headers: all });
  const error = answer.headers.get('x-amzn-errortype');
  const { message } = (await answer.json()) as { message?: string };
  return { status: answer.status, error, message };
}
const MALFORMED = { status: 400, error: 'SerializationException' };

/** JSON values that are no value of a type, as text. */
const WRONG = {
  boolean: [
    ...['"true"', '"false"', '"True"', '"TRUE"', '"y"', '"Y"', '"yes"', '"no"', '"on"', '"off"'],
    ...['"1"', '"0"', '1', '0', 'True', 'TRUE', 'y', 'yes', 'on', 'off', 'False', '[true]', '{}'],
  ],
  integer: [
    ...['"123"', 'true', '1.001', '2ABC', '0x42', 'Infinity', '"Infinity"', '-Infinity', '[]'],
    ...['"-Infinity"', 'NaN', '"NaN"', '{}', '-9223372000000000000', '9223372000000000000'],
    ...['123000000000000000000000', '2147483648', '-2147483649', '1e400'],
  ],
  string: ['5', '1.5', 'true', 'false', '[]', '["a"]', '{}', '{"a":1}'],
  list: ['"a"', '5', 'true', '{}', '["a", null]', '["a", 5]', '["a", ["b"]]', '["a" "b"', '["a",]'],
  map: [
    '"a"',
    '5',
    'true',
    '[]',
    '{"a": null}',
    '{"a": 5}',
    '{null: "a"}',
    '{"a": "b"',
    '{"a": {}}',
  ],
  structure: ['"a"', '5', 'true', '[]', '[{}]'],
};
const MEMBERS: [type: keyof typeof WRONG, path: string, member: string, rest: string][] = [
  ['boolean', '/CreateChannel', 'authorized', ''],
  ['boolean', '/CreateChannel', 'insecureIngest', ''],
  ['integer', '/ListChannels', 'maxResults', ''],
  ['integer', '/InsertAdBreak', 'durationSeconds', `"channelArn": "${CHANNEL}", `],
  ['string', '/CreateChannel', 'name', ''],
  ['string', '/CreateChannel', 'type', ''],
  ['string', '/PutMetadata', 'metadata', `"channelArn": "${CHANNEL}", `],
  ['list', '/BatchGetChannel', 'arns', ''],
  ['map', '/CreateChannel', 'tags', ''],
  ['structure', '/ListStreams', 'filterBy', ''],
];

test.each(MEMBERS)(
  'a %s: %s refuses every other JSON value of %s',
  async (type, path, member, rest) => {
    for (const value of WRONG[type]) {
      const answer = await post(path, `{ ${rest}"${member}": ${value} }`);
      expect(answer, value).toMatchObject(MALFORMED);
      expect(answer.message, value).toMatch(
        new RegExp(`^(${member}\\b.*: expected |the body is not )`),
      );
    }
  },
);

test.each([
  ...['{[', '{ "maxResults": 10 }abc', 'abc{ "maxResults": 10 }', '{"maxResults": 10 // ten\n}'],
  ...['{"maxResults": 10 /* ten */}', '{"maxResults" :\f10}', "{'maxResults': 10}"],
  ...['{"maxResults": 10,}', '[{ "maxResults": 10}]', '10', 'null', 'true', '"text"', ' ', '{'],
])('the body %j is no JSON object', async (body) => {
  expect(await post('/ListChannels', body)).toMatchObject(MALFORMED);
});

test.each([
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('{"maxResults": 10}', 'utf16le')],
  ['100,000 levels', Buffer.from(`{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
])('a body of %s', async (_title, body) => {
  expect(await post('/ListChannels', body)).toMatchObject(MALFORMED);
});

test.each([
  ['PUT', '/tags/%FF', 404],
  ['GET', '/tags/%E0%A4%A', 400],
  ['POST', '/tags/%', 400],
  ['DELETE', '/tags/%zz?tagKeys=a', 400],
])('%s %s is answered with %i', async (method, path, status) => {
  const answer = await fetch(service.endpoint + path, { method });
  expect(answer.status).toBe(status);
});

test.each([
  ['application/hal+json', 415, 'UnsupportedMediaTypeException'],
  ['application/xml', 415, 'UnsupportedMediaTypeException'],
  ['multipart/form-data; boundary=x', 415, 'UnsupportedMediaTypeException'],
  ['application/json; charset=utf-8', 200, null],
  ['APPLICATION/JSON', 200, null],
  ['application/x-www-form-urlencoded', 200, null],
  ['text/plain;charset=UTF-8', 200, null],
])('a body of type %s is answered with %i', async (type, status, error) => {
  expect(await post('/ListChannels', '{}', { 'content-type': type })).toMatchObject({
    status,
    error,
  });
});

test.each([
  ['application/hal+json', 406],
  ['text/html', 406],
  ['text/html, */*;q=0.1', 200],
  ['application/json', 200],
  ['application/*', 200],
])('Accept: %s is answered with %i', async (accept, status) => {
  expect(await post('/ListChannels', '{}', { accept })).toMatchObject({ status });
});

test.each(['gzip', 'deflate', 'br', 'aws-chunked'])('a body in %s is refused', async (encoding) => {
  const answer = await post('/ListChannels', '{}', { 'content-encoding': encoding });
  expect(answer).toMatchObject({ status: 415, error: 'UnsupportedMediaTypeException' });
  expect(answer.message).toBe(`Content-Encoding: expected none, received "${encoding}"`);
});

describe('every operation', () => {
  const wrongValue = ({ type }: Shape) => (type === 'string' ? 5 : 'text');
  const cases = Object.values(model.operations).flatMap(({ name, http, input }) =>
    Object.entries(shapeOf(input.shape).members ?? {})
      .filter(([, { location }]) => location === undefined)
      .map(([member, { shape }]) => ({ name, http, member, value: wrongValue(shapeOf(shape)) })),
  );

  test(`refuses a wrong type of each of its ${cases.length} members`, async () => {
    for (const { http, name, member, value } of cases) {
      const path = http.requestUri.replace('{resourceArn}', encodeURIComponent(CHANNEL));
      const answer = await post(path, JSON.stringify({ [member]: value }));
      expect(answer, `${name}.${member}`).toMatchObject(MALFORMED);
      expect(answer.message).toMatch(new RegExp(`^${member}: expected .*, received a `));
    }
  });
});

test('a wrong type is no request of a call rate, and no fault applies to it', async () => {
  service.clock.advance(1_000);
  service.simulator.setQuotas({ enforce: true });
  service.simulator.setFaults({ throttle: { ListChannels: 1 } });
  for (let i = 0; i < 20; i++) {
    expect(await post('/ListChannels', '{"maxResults": "1"}')).toMatchObject(MALFORMED);
  }
  service.simulator.setFaults({});
  expect(await post('/ListChannels', '{}')).toMatchObject({ status: 200 });
  service.simulator.setQuotas({ enforce: false });
});

test('members that the model does not have, and null, are ignored', async () => {
  const body = '{"__proto__": {"name": 5}, "constructor": 1, "maxResults": null, "x": [null]}';
  expect(await post('/ListChannels', body)).toMatchObject({ status: 200 });
});

test('a stream key in a malformed body is not in the answer', async () => {
  const [answer] = await sendRaw(
    service.endpoint,
    rawRequest('POST /_sim/encoders HTTP/1.1', { Host: 'localhost' }, '{"streamKey": sk_secret}'),
  );
  expect(answer?.status).toBe(400);
  expect(answer?.body).toMatch(/body: expected JSON, received not JSON/);
  expect(answer?.body).not.toContain('sk_secret');
});
