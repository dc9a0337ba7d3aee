import { expect, test } from 'vitest';
import type { RoutePlan } from '../../../src/local/config/plan.ts';
import { readHttpResponse, withLineBreak } from '../../../src/local/httpapi/response.ts';
import { matchRoute } from '../../../src/local/httpapi/routes.ts';

const route = (method: string, path: string): RoutePlan => ({
  function: 'f',
  method,
  path,
  authorization: 'iam',
});
const ROUTES = [
  route('*', '*'),
  route('GET', '/things/{proxy+}'),
  route('GET', '/things/{id}'),
  route('GET', '/things/special'),
  route('*', '/things/special'),
  route('POST', '/v1.0/x'),
];

test.each([
  ['GET', '/things/special', 'GET /things/special', {}],
  ['PUT', '/things/special', 'ANY /things/special', {}],
  ['GET', '/things/a%20b', 'GET /things/{id}', { id: 'a b' }],
  ['GET', '/things/a/b', 'GET /things/{proxy+}', { proxy: 'a/b' }],
  ['POST', '/v1.0/x', 'POST /v1.0/x', {}],
  ['POST', '/v1x0/x', '$default', {}],
  ['POST', '/things', '$default', {}],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  expect(matchRoute(ROUTES, method, path)).toMatchObject({ routeKey, pathParameters });
});

test('without a default route, an unknown path has no route', () => {
  expect(matchRoute(ROUTES.slice(1), 'GET', '/other')).toBeUndefined();
});

test.each([
  [
    '{"statusCode":201,"headers":{"X-A":1},"body":"done"}',
    201,
    'done',
    { 'x-a': '1', 'content-type': 'application/json' },
  ],
  ['{"statusCode":204}', 204, '', { 'content-type': 'application/json' }],
  [
    '{"statusCode":200,"headers":{"Content-Type":"text/plain"},"body":"x"}',
    200,
    'x',
    { 'content-type': 'text/plain' },
  ],
  ['{"a":1}', 200, '{"a":1}', { 'content-type': 'application/json' }],
  ['"text"', 200, '"text"', { 'content-type': 'application/json' }],
  [
    '{"statusCode":"no"}',
    500,
    '{"message":"Internal Server Error"}',
    { 'content-type': 'application/json' },
  ],
  [
    '{"statusCode":200,"body":{"a":1}}',
    500,
    '{"message":"Internal Server Error"}',
    { 'content-type': 'application/json' },
  ],
])('the response of a function that returns %s', (payload, status, body, headers) => {
  expect(readHttpResponse(payload)).toMatchObject({ status, body, headers });
});

test('a base64 body is decoded, and cookies are kept', () => {
  const answer = readHttpResponse(
    '{"statusCode":200,"body":"aGk=","isBase64Encoded":true,"cookies":["a=b"]}',
  );
  expect(answer).toMatchObject({ body: Buffer.from('hi'), cookies: ['a=b'] });
});

test.each([
  ['application/json', '{"a":1}', '{"a":1}\n'],
  ['application/problem+json; charset=utf-8', '[1]', '[1]\n'],
  ['application/json', '{"a":1}\n', '{"a":1}\n'],
  ['application/json', 'done', 'done'],
  ['text/plain', '{"a":1}', '{"a":1}'],
  ['text/html', '<p>', '<p>'],
  ['application/x-ndjson', '{"a":1}', '{"a":1}'],
])('only JSON gets a line break at its end: %s %j', (type, body, answered) => {
  expect(withLineBreak(body, { 'content-type': type })).toBe(answered);
});
