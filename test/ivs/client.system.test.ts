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

/** An answer of the service; `cut`: it does what is asked, and the connection breaks before the answer. */
type Answer = { status?: number; error?: string; body?: unknown } | 'cut';

const CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
const KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/aB1cD2eF3gH4';

let answers: Record<string, Answer[]>;
let arrivals: { operation: string; at: number; body: Record<string, unknown> }[];
let clock: FakeClock;
let sdk: Sdk;
let close: () => void;

beforeEach(async () => {
  [answers, arrivals, clock] = [{}, [], fakeClock()];
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
  const answer = answers[operation]?.shift() ?? { body: {} };
  if (answer === 'cut') return void request.socket.destroy();
  const { error, status = error ? 400 : 200, body = { message: error } } = answer;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(error && { 'x-amzn-errortype': error }),
  });
  response.end(status === 204 ? '' : JSON.stringify(body));
}

function open({ share = 1, ms = 60_000, parts = {} } = {}) {
  const seen = recordObservability();
  const ivs = openIvs(share, parts, sdk);
  return {
    ...seen,
    ivs: ivs.during({ clock, deadline: clock.now() + ms, ...seen }),
    instance: ivs,
  };
}

const throttled: Answer = { status: 429, error: 'ThrottlingException' };
const broken: Answer = { status: 500, error: 'InternalServerException' };
const notFound: Answer = { status: 404, error: 'ResourceNotFoundException' };

describe('pace', () => {
  test.each([1, 0.6, 0.2])('with a share of %f no rolling second sees more', async (share) => {
    const { ivs } = open({ share, ms: 600_000 });
    for (let i = 0; i < 12; i++) await ivs.getStream(CHANNEL);
    const times = arrivals.map(({ at }) => at);
    const limit = Math.floor(5 * share);
    for (const [i, at] of times.entries()) {
      const earlier = times[i - limit];
      if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(999.999);
    }
  });

  test.each([1, 0.6])('two that divide a share of %f keep the quota together', async (share) => {
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
      expect(starts.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(5);
  });

  test('operations have a pace each, and keep it across invocations of an instance', async () => {
    const { ivs, instance, log, metrics } = open();
    await ivs.getStream(CHANNEL);
    await ivs.listStreamKeys(CHANNEL);
    const next = instance.during({ clock, deadline: clock.now() + 60_000, log, metrics });
    await next.getStream(CHANNEL);
    const [first, other, second] = arrivals.map(({ at }) => at - (arrivals[0]?.at ?? 0));
    expect([first, other]).toEqual([0, 0]);
    expect(second).toBeGreaterThanOrEqual(200);
  });

  test('settled when the gap after the last request has passed', async () => {
    const { ivs } = open({ share: 0.5 });
    await ivs.getStream(CHANNEL);
    const at = clock.now();
    await ivs.waitForQuotaWindow();
    expect(clock.now() - at).toBe(400);
    await ivs.waitForQuotaWindow();
    expect(clock.now() - at).toBe(400);
  });
});

describe('throttling', () => {
  test('is out-waited and counted, and fails nothing', async () => {
    const { ivs, counts } = open();
    answers.GetStream = [...Array(8).fill(throttled), { body: { stream: { streamId: 'st-1' } } }];
    expect(await ivs.getStream(CHANNEL)).toMatchObject({ streamId: 'st-1' });
    expect(counts.IvsThrottled).toBe(8);
    const gaps = arrivals.map(({ at }, i) => at - (arrivals[i - 1]?.at ?? at)).slice(1);
    expect(gaps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
  });

  test('to the end of the invocation is out of time, not a failure', async () => {
    const { ivs } = open({ ms: 10_000 });
    answers.GetStream = Array(50).fill(throttled);
    await expect(ivs.getStream(CHANNEL)).rejects.toThrow(OutOfTimeError);
    expect(clock.now()).toBeLessThan(arrivals[0] ? arrivals[0].at + 10_000 : 0);
  });

  test('also of CreateStreamKey: nothing was done', async () => {
    const { ivs } = open();
    answers.CreateStreamKey = [
      throttled,
      { body: { streamKey: { arn: KEY, value: 'sk_secret' } } },
    ];
    expect(await ivs.createStreamKey(CHANNEL, {})).toMatchObject({ outcome: 'created', arn: KEY });
  });

  test('does not let a deletion rest on an old look', async () => {
    const { ivs } = open();
    answers.DeleteStreamKey = Array(9).fill(throttled);
    const late = ivs.deleteStreamKey(KEY, clock.now() + 2_000);
    await expect(late).rejects.toThrow(SnapshotExpiredError);
    expect(arrivals).toHaveLength(3);
    answers.DeleteChannel = Array(9).fill(throttled);
    await expect(ivs.deleteChannel(CHANNEL, clock.now() + 2_000)).rejects.toThrow(
      SnapshotExpiredError,
    );
  });
});

describe('an unknown outcome', () => {
  test.each<[string, Answer]>([
    ['a server error', broken],
    ['a cut connection', 'cut'],
    ['an unreadable answer', { status: 503, body: 'x' }],
  ])('%s is tried again where that does no harm', async (_name, answer) => {
    const { ivs } = open();
    answers.ListStreamKeys = [answer, answer, { body: { streamKeys: [{ arn: KEY }] } }];
    expect(await ivs.listStreamKeys(CHANNEL)).toMatchObject([{ arn: KEY }]);
  });

  test('that stays unknown is an error after four tries', async () => {
    const { ivs } = open();
    answers.GetStream = Array(9).fill(broken);
    await expect(ivs.getStream(CHANNEL)).rejects.toThrow();
    expect(arrivals).toHaveLength(4);
  });

  test.each<[string, Answer]>([
    ['a server error', broken],
    ['a cut connection', 'cut'],
  ])('of CreateStreamKey (%s) is never tried again', async (_name, answer) => {
    const { ivs } = open();
    answers.CreateStreamKey = [answer];
    await expect(ivs.createStreamKey(CHANNEL, {})).rejects.toThrow();
    expect(arrivals).toHaveLength(1);
  });

  test('of a deletion: the second try finds it gone', async () => {
    const { ivs } = open();
    answers.DeleteChannel = ['cut', notFound];
    expect(await ivs.deleteChannel(CHANNEL)).toBe('gone');
  });
});

describe('answers', () => {
  test('absent is an answer, not an error', async () => {
    const { ivs } = open();
    answers.GetStream = [{ status: 404, error: 'ChannelNotBroadcasting' }, notFound];
    expect(await ivs.getStream(CHANNEL)).toBeUndefined();
    expect(await ivs.getStream(CHANNEL)).toBeUndefined();
    answers.GetStreamSession = [notFound];
    expect(await ivs.getStreamSession(CHANNEL, 'st-1')).toBeUndefined();
    answers.ListStreamKeys = [notFound, { body: { streamKeys: [] } }];
    expect(await ivs.listStreamKeys(CHANNEL)).toBeUndefined();
    expect(await ivs.listStreamKeys(CHANNEL)).toEqual([]);
    answers.DeleteStreamKey = [notFound, { status: 204 }];
    expect(await ivs.deleteStreamKey(KEY)).toBe('gone');
    expect(await ivs.deleteStreamKey(KEY)).toBe('deleted');
    answers.DeleteChannel = [
      notFound,
      { status: 204 },
      { status: 409, error: 'ConflictException' },
    ];
    expect(await ivs.deleteChannel(CHANNEL)).toBe('gone');
    expect(await ivs.deleteChannel(CHANNEL)).toBe('deleted');
    expect(await ivs.deleteChannel(CHANNEL)).toBe('live');
    answers.CreateStreamKey = [{ status: 402, error: 'ServiceQuotaExceededException' }, notFound];
    expect(await ivs.createStreamKey(CHANNEL, {})).toEqual({ outcome: 'exists' });
    expect(await ivs.createStreamKey(CHANNEL, {})).toEqual({ outcome: 'gone' });
  });

  test('a refusal is the caller’s, at once', async () => {
    const { ivs } = open();
    answers.DeleteChannel = [{ status: 403, error: 'AccessDeniedException' }];
    await expect(ivs.deleteChannel(CHANNEL)).rejects.toThrow(/AccessDenied/);
    expect(arrivals).toHaveLength(1);
  });

  test('the key’s value does not leave the method', async () => {
    const { ivs, lines } = open();
    const streamKey = {
      arn: KEY,
      value: 'sk_us-west-2_secret',
      channelArn: CHANNEL,
      tags: { a: 'b' },
    };
    answers.CreateStreamKey = [{ body: { streamKey } }];
    const made = await ivs.createStreamKey(CHANNEL, { a: 'b' });
    expect(JSON.stringify([made, lines])).not.toContain('secret');
    expect(arrivals[0]?.body).toEqual({ channelArn: CHANNEL, tags: { a: 'b' } });
  });

  test('lists ask for full pages and hand on the token', async () => {
    const { ivs } = open();
    answers.ListChannels = [{ body: { channels: [{ arn: CHANNEL }], nextToken: 't1' } }];
    expect(await ivs.listChannels('t0')).toEqual({ items: [{ arn: CHANNEL }], nextToken: 't1' });
    expect(arrivals[0]?.body).toEqual({ maxResults: 100, nextToken: 't0' });
    answers.ListStreams = [{ body: { streams: [] } }];
    expect(await ivs.listStreams()).toEqual({ items: [] });
  });

  test('a batch leaves out what does not exist, and the SRT passphrase', async () => {
    const { ivs } = open();
    const srt = { endpoint: 'e', passphrase: 'secret' };
    const errors = [{ arn: 'x', code: 'ResourceNotFoundException', message: 'gone' }];
    answers.BatchGetChannel = [{ body: { channels: [{ arn: CHANNEL, srt }], errors } }];
    expect(await ivs.batchGetChannels([CHANNEL, 'x'])).toEqual([{ arn: CHANNEL }]);
  });

  test('a batch tells when it is sent, each time', async () => {
    const { ivs } = open();
    answers.BatchGetChannel = [throttled, { body: { channels: [{ arn: CHANNEL }] } }];
    const sent: number[] = [];
    await ivs.batchGetChannels([CHANNEL], () => sent.push(clock.now()));
    expect(sent).toEqual(arrivals.map(({ at }) => at));
    expect(sent).toHaveLength(2);
  });

  test('a batch that can’t say whether a channel exists is an error: absent means gone', async () => {
    const { ivs } = open();
    const errors = [{ arn: 'x', code: 'AccessDeniedException', message: 'no' }];
    answers.BatchGetChannel = [{ body: { channels: [], errors } }];
    await expect(ivs.batchGetChannels(['x'])).rejects.toThrow(/AccessDeniedException/);
  });

  test('an ARN that holds 404 by chance says nothing of whether the channel exists', async () => {
    const { ivs } = open();
    const arn = 'arn:aws:ivs:us-west-2:404440440404:channel/aB1c404F3gH4';
    const message = `User: robot is not authorized to perform: ivs:BatchGetChannel on ${arn}`;
    const errors = [{ arn, code: 'AccessDeniedException', message }];
    answers.BatchGetChannel = [{ body: { channels: [], errors } }];
    await expect(ivs.batchGetChannels([arn])).rejects.toThrow(/AccessDeniedException/);
  });
});
