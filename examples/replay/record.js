// Records incident.jsonl on the one-machine stack: events are doubled and come late, the Stream End is lost.
//
//     npm start                                          (in another terminal)
//     node examples/replay/record.js > incident.jsonl

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1_000));

/** The stack reads the name of the service in the signature, and checks nothing else. */
const signedFor = (service) =>
  `AWS4-HMAC-SHA256 Credential=x/20260101/us-west-2/${service}/aws4_request`;

async function send(method, path, body, headers = {}) {
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(endpoint + path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

async function cli(...args) {
  const local = ['--local', new URL(endpoint).port];
  const { stdout } = await promisify(execFile)('npx', ['ivs-autopilot', ...args, ...local]);
  return stdout;
}

const startedAt = new Date().toISOString();
const tags = { 'autopilot:rotate-key': 'never' };
const headers = { authorization: signedFor('ivs'), 'content-type': 'application/json' };
const { channel, streamKey } = await send(
  'POST',
  '/CreateChannel',
  { name: 'morning-show', tags },
  headers,
);

// Each event arrives twice; some deliveries come up to 3 s late.
await send('PUT', '/_sim/faults', { seed: 7, duplicate: 1, reorder: 0.3, reorderMs: 3_000 });
const { streamId } = await send('POST', '/_sim/encoders', { streamKey: streamKey.value });
await seconds(5);
await send('POST', `/_sim/encoders/${streamId}/starve`);
await seconds(4);
await send('POST', `/_sim/encoders/${streamId}/recover`);
await seconds(6);
await send('DELETE', `/_sim/encoders/${streamId}`);
await seconds(0.1);

// Stream End comes 0.5 s after the encoder is gone, and is lost.
await send('PUT', '/_sim/faults', { drop: 1 });
await seconds(4);
await send('PUT', '/_sim/faults', {});

// The stack asks IVS about each stream that does not end, every five minutes. Here it does so at once.
const reconcile = '/2015-03-31/functions/ivs-autopilot-local-reconcile/invocations';
await send('POST', reconcile, {}, { authorization: signedFor('lambda') });

// The session with its events, and each delivery of an event: the table holds an event once, however often it came.
const range = ['--from', startedAt, '--channel', channel.arn];
process.stdout.write(await cli('sessions', 'export', ...range, '--events'));
for (const { at, event } of await send('GET', '/_sim/events?bus=default'))
  if (event.resources[0] === channel.arn)
    process.stdout.write(`${JSON.stringify({ at, event })}\n`);
