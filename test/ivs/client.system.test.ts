import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IvsClient as Sdk } from '@aws-sdk/client-ivs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openIvs } from '../../src/ivs/client.ts';
import { SnapshotExpiredError } from '../../src/ivs/errors.ts';
import { LIST_STREAMS_SHARE } from '../../src/ivs/settings.ts';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';
import { recordObservability } from '../support/observability.ts';

/** A response of the service. `cut`: it handles the request, but the connection breaks before the response. */
type Response = { status?: number; error?: string; body?: unknown } | 'cut';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
const KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/aB1cD2eF3gH4';

let responses: Record<string, Response[]>;
let arrivals: { operation: string; at: number; body: Record<string, unknown> }[];
let clock: FakeClock;
let sdk: Sdk;
let close: () => void;

beforeEach(async () => {
  [responses, arrivals, clock] = [{}, [], fakeClock()];
  const server = createServer(serve).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  sdk = new Sdk({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  close = () => {
    sdk.destroy();
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => close());

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const operation = String(request.url).slice(1);
  arrivals.push({ operation, at: clock.now(), body: JSON.parse(text || '{}') });
  const reply = responses[operation]?.shift() ?? { body: {} };
  if (reply === 'cut') return void request.socket.destroy();
  const { error, status = error ? 400 : 200, body = { message: error } } = reply;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(error && { 'x-amzn-errortype': error }),
  });
  response.end(status === 204 ? '' : JSON.stringify(body));
}

function open({ share = 1, ms = 60_000, parts = {} } = {}) {
  const seen = recordObservability();
  const ivs = openIvs(sdk, share, parts);
  return {
    ...seen,
    ivs: ivs.during({ clock, deadline: clock.now() + ms, ...seen }),
    instance: ivs,
  };
}

const throttled: Response = { status: 429, error: 'ThrottlingException' };
const broken: Response = { status: 500, error: 'InternalServerException' };
const notFound: Response = { status: 404, error: 'ResourceNotFoundException' };

describe('the pace', () => {
  test.each([1, 0.6, 0.2])(
    'with a share of %f no rolling second has more requests than that share',
    async (share) => {
      const { ivs } = open({ share, ms: 600_000 });
      for (let i = 0; i < 12; i++) await ivs.getStream(CHANNEL);
      const times = arrivals.map(({ at }) => at);
      const limit = Math.floor(5 * share);
      for (const [i, at] of times.entries()) {
        const earlier = times[i - limit];
        if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(999.999);
      }
    },
  );

  test.each([1, 0.6])(
    'two programs that divide a share of %f together keep to the quota',
    async (share) => {
      const programs = Object.values(LIST_STREAMS_SHARE).map((part) =>
        open({ share, ms: 600_000, parts: { ListStreams: part } }),
      );
      const starts: number[] = [];
      for (const { ivs } of programs) {
        clock.advance(-clock.now());
        for (let i = 0; i < 12; i++) {
          await ivs.listStreams();
          starts.push(clock.now());
        }
      }
      for (const from of starts)
        expect(starts.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(
          5,
        );
    },
  );

  test('each operation has a pace of its own, which lasts across invocations of an instance', async () => {
    const { ivs, instance, log, metrics } = open();
    await ivs.getStream(CHANNEL);
    await ivs.listStreamKeys(CHANNEL);
    const next = instance.during({ clock, deadline: clock.now() + 60_000, log, metrics });
    await next.getStream(CHANNEL);
    const [first, other, second] = arrivals.map(({ at }) => at - (arrivals[0]?.at ?? 0));
    expect([first, other]).toEqual([0, 0]);
    expect(second).toBeGreaterThanOrEqual(200);
  });

  test('waitForQuotaWindow waits until the gap after the last request has passed', async () => {
    const { ivs } = open({ share: 0.5 });
    await ivs.getStream(CHANNEL);
    const at = clock.now();
    await ivs.waitForQuotaWindow();
    expect(clock.now() - at).toBe(400);
    await ivs.waitForQuotaWindow();
    expect(clock.now() - at).toBe(400);
  });
});

test('operations on tags have twice the pace of the others', async () => {
  const { ivs } = open();
  await ivs.streamKeyExists(KEY);
  await ivs.streamKeyExists(KEY);
  const [first = 0, second = 0] = arrivals.map(({ at }) => at);
  // 10 a second, and 10 ms between two starts for the network.
  expect(second - first).toBe(110);
});

describe('throttling', () => {
  test('is retried and counted, and does not fail the call', async () => {
    const { ivs, counts } = open();
    responses.GetStream = [...Array(8).fill(throttled), { body: { stream: { streamId: 'st-1' } } }];
    expect(await ivs.getStream(CHANNEL)).toMatchObject({ streamId: 'st-1' });
    expect(counts.IvsThrottled).toBe(8);
    const gaps = arrivals.map(({ at }, i) => at - (arrivals[i - 1]?.at ?? at)).slice(1);
    expect(gaps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  });

  test('until the end of the invocation throws OutOfTimeError', async () => {
    const { ivs } = open({ ms: 10_000 });
    responses.GetStream = Array(50).fill(throttled);
    await expect(ivs.getStream(CHANNEL)).rejects.toThrow(OutOfTimeError);
    expect(clock.now()).toBeLessThan(arrivals[0] ? arrivals[0].at + 10_000 : 0);
  });

  test('of CreateStreamKey is retried, since IVS did nothing', async () => {
    const { ivs } = open();
    responses.CreateStreamKey = [
      throttled,
      { body: { streamKey: { arn: KEY, value: 'sk_secret' } } },
    ];
    expect(await ivs.createStreamKey(CHANNEL, {})).toMatchObject({ outcome: 'created', arn: KEY });
  });

  test('does not delay a deletion beyond the age of its snapshot', async () => {
    const { ivs } = open();
    responses.DeleteStreamKey = Array(9).fill(throttled);
    const late = ivs.deleteStreamKey(KEY, clock.now() + 2_000);
    await expect(late).rejects.toThrow(SnapshotExpiredError);
    expect(arrivals).toHaveLength(3);
    responses.DeleteChannel = Array(9).fill(throttled);
    await expect(ivs.deleteChannel(CHANNEL, clock.now() + 2_000)).rejects.toThrow(
      SnapshotExpiredError,
    );
  });
});

describe('an unknown outcome', () => {
  test.each<[string, Response]>([
    ['a server error', broken],
    ['a cut connection', 'cut'],
    ['an unreadable answer', { status: 503, body: 'x' }],
  ])('%s is retried if the request may be repeated', async (_name, response) => {
    const { ivs } = open();
    responses.ListStreamKeys = [response, response, { body: { streamKeys: [{ arn: KEY }] } }];
    expect(await ivs.listStreamKeys(CHANNEL)).toMatchObject([{ arn: KEY }]);
  });

  test('that stays unknown is an error after four attempts', async () => {
    const { ivs } = open();
    responses.GetStream = Array(9).fill(broken);
    await expect(ivs.getStream(CHANNEL)).rejects.toThrow();
    expect(arrivals).toHaveLength(4);
  });

  test.each<[string, Response]>([
    ['a server error', broken],
    ['a cut connection', 'cut'],
  ])('of CreateStreamKey (%s) is not retried', async (_name, response) => {
    const { ivs } = open();
    responses.CreateStreamKey = [response];
    await expect(ivs.createStreamKey(CHANNEL, {})).rejects.toThrow();
    expect(arrivals).toHaveLength(1);
  });

  test('of a deletion is retried, and the second attempt responses `gone`', async () => {
    const { ivs } = open();
    responses.DeleteChannel = ['cut', notFound];
    expect(await ivs.deleteChannel(CHANNEL)).toBe('gone');
  });
});

describe('results', () => {
  test('a resource that does not exist is a result, not an error', async () => {
    const { ivs } = open();
    responses.GetStream = [{ status: 404, error: 'ChannelNotBroadcasting' }, notFound];
    expect(await ivs.getStream(CHANNEL)).toBeUndefined();
    expect(await ivs.getStream(CHANNEL)).toBeUndefined();
    responses.GetStreamSession = [notFound];
    expect(await ivs.getStreamSession(CHANNEL, 'st-1')).toBeUndefined();
    responses.ListStreamKeys = [notFound, { body: { streamKeys: [] } }];
    expect(await ivs.listStreamKeys(CHANNEL)).toBeUndefined();
    expect(await ivs.listStreamKeys(CHANNEL)).toEqual([]);
    responses[`tags/${encodeURIComponent(KEY)}`] = [notFound, { body: { tags: {} } }];
    expect(await ivs.streamKeyExists(KEY)).toBe(false);
    expect(await ivs.streamKeyExists(KEY)).toBe(true);
    responses.DeleteStreamKey = [notFound, { status: 204 }];
    expect(await ivs.deleteStreamKey(KEY)).toBe('gone');
    expect(await ivs.deleteStreamKey(KEY)).toBe('deleted');
    responses.DeleteChannel = [
      notFound,
      { status: 204 },
      { status: 409, error: 'ConflictException' },
    ];
    expect(await ivs.deleteChannel(CHANNEL)).toBe('gone');
    expect(await ivs.deleteChannel(CHANNEL)).toBe('deleted');
    expect(await ivs.deleteChannel(CHANNEL)).toBe('live');
    responses.CreateStreamKey = [{ status: 402, error: 'ServiceQuotaExceededException' }, notFound];
    expect(await ivs.createStreamKey(CHANNEL, {})).toEqual({ outcome: 'exists' });
    expect(await ivs.createStreamKey(CHANNEL, {})).toEqual({ outcome: 'gone' });
  });

  test('a refused request is an error at once', async () => {
    const { ivs } = open();
    responses.DeleteChannel = [{ status: 403, error: 'AccessDeniedException' }];
    await expect(ivs.deleteChannel(CHANNEL)).rejects.toThrow(/AccessDenied/);
    expect(arrivals).toHaveLength(1);
  });

  test('the value of a stream key is not in JSON or in logs', async () => {
    const { ivs, lines } = open();
    const streamKey = {
      arn: KEY,
      value: 'sk_us-west-2_secret',
      channelArn: CHANNEL,
      tags: { a: 'b' },
    };
    responses.CreateStreamKey = [{ body: { streamKey } }];
    const made = await ivs.createStreamKey(CHANNEL, { a: 'b' });
    expect(JSON.stringify([made, lines])).not.toContain('secret');
    expect(arrivals[0]?.body).toEqual({ channelArn: CHANNEL, tags: { a: 'b' } });
  });

  test('lists request full pages and pass the token on', async () => {
    const { ivs } = open();
    responses.ListChannels = [{ body: { channels: [{ arn: CHANNEL }], nextToken: 't1' } }];
    expect(await ivs.listChannels('t0')).toEqual({ items: [{ arn: CHANNEL }], nextToken: 't1' });
    expect(arrivals[0]?.body).toEqual({ maxResults: 100, nextToken: 't0' });
    responses.ListStreams = [{ body: { streams: [] } }];
    expect(await ivs.listStreams()).toEqual({ items: [] });
  });

  test('findChannels asks for one page of the channels with a name', async () => {
    const { ivs } = open();
    responses.ListChannels = [{ body: { channels: [{ arn: CHANNEL }], nextToken: 't1' } }];
    expect(await ivs.findChannels('quiz')).toEqual([{ arn: CHANNEL }]);
    expect(arrivals[0]?.body).toEqual({ maxResults: 100, filterByName: 'quiz' });
  });

  test('batchGetChannels omits channels that do not exist, and the SRT passphrase', async () => {
    const { ivs } = open();
    const srt = { endpoint: 'e', passphrase: 'secret' };
    const errors = [{ arn: 'x', code: 'ResourceNotFoundException', message: 'gone' }];
    responses.BatchGetChannel = [{ body: { channels: [{ arn: CHANNEL, srt }], errors } }];
    expect(await ivs.batchGetChannels([CHANNEL, 'x'])).toEqual([{ arn: CHANNEL }]);
  });

  test('reserved requests are sent at once, also if others have taken the next turns meanwhile', async () => {
    const { ivs } = open();
    responses.BatchGetChannel = [{ body: { channels: [{ arn: CHANNEL }] } }];
    responses.DeleteChannel = [{ status: 204, body: {} }];
    const reserved = await ivs.reserve(['BatchGetChannel', 'DeleteChannel']);
    const since = clock.now();
    await ivs.batchGetChannels([CHANNEL]);
    await ivs.batchGetChannels([CHANNEL]);
    const waited = clock.now() - since;
    expect(waited).toBeGreaterThan(300);
    await reserved.batchGetChannels([CHANNEL]);
    expect(await reserved.deleteChannel(CHANNEL, clock.now())).toBe('deleted');
    expect(clock.now() - since).toBe(waited);
    // Only one of each is reserved.
    await reserved.batchGetChannels([CHANNEL]);
    expect(clock.now() - since).toBeGreaterThan(waited);
  });

  test('reserve throws OutOfTimeError if there is no time left for what comes between the reserved requests', async () => {
    const { ivs } = open({ ms: 60_000 });
    responses.BatchGetChannel = [{ body: { channels: [{ arn: CHANNEL }] } }];
    clock.advance(60_000 - 5_500 - 2_000);
    const reserved = await ivs.reserve(['BatchGetChannel', 'DeleteChannel']);
    // The caller writes an audit record and publishes an event meanwhile.
    clock.advance(1_900);
    expect(await reserved.batchGetChannels([CHANNEL])).toEqual([{ arn: CHANNEL }]);
    await expect(ivs.reserve(['BatchGetChannel', 'DeleteChannel'])).rejects.toThrow(OutOfTimeError);
  });

  test('batchGetChannels throws if IVS does not say whether a channel exists', async () => {
    const { ivs } = open();
    const errors = [{ arn: 'x', code: 'AccessDeniedException', message: 'no' }];
    responses.BatchGetChannel = [{ body: { channels: [], errors } }];
    await expect(ivs.batchGetChannels(['x'])).rejects.toThrow(/AccessDeniedException/);
  });

  test('an ARN that contains 404 by chance is not taken as “not found”', async () => {
    const { ivs } = open();
    const arn = 'arn:aws:ivs:us-west-2:404440440404:channel/aB1c404F3gH4';
    const message = `User: robot is not authorized to perform: ivs:BatchGetChannel on ${arn}`;
    const errors = [{ arn, code: 'AccessDeniedException', message }];
    responses.BatchGetChannel = [{ body: { channels: [], errors } }];
    await expect(ivs.batchGetChannels([arn])).rejects.toThrow(/AccessDeniedException/);
  });
});
