import { GetChannelCommand, PutMetadataCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator } from '../../../src/simulator/index.ts';
import {
  createChannel,
  createLiveChannel,
  type ServiceFixture,
  startServiceFixture,
} from '../support.ts';

let service: ServiceFixture;
beforeAll(async () => {
  service = await startServiceFixture();
});
afterAll(() => service.close());

async function request(method: string, path: string, body?: string) {
  const response = await fetch(service.endpoint + path, {
    method,
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : '' };
}
const json = (method: string, path: string, body: unknown) =>
  request(method, path, JSON.stringify(body));

describe('the IVS API', () => {
  test('sends an error with its header and both message members', async () => {
    const answer = await json('POST', '/GetChannel', { arn: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationException');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body.message).toContain("'arn'");
    expect(answer.body.exceptionMessage).toBe(answer.body.message);
  });

  test('sends an empty 204, or 200 with {}', async () => {
    const { channelArn } = await createLiveChannel(service);
    const put = await json('POST', '/PutMetadata', { channelArn, metadata: 'x' });
    expect(put).toMatchObject({ status: 204, body: '' });
    const stop = await json('POST', '/StopStream', { channelArn });
    expect(stop).toMatchObject({ status: 200, body: {} });
  });

  test('accepts an empty body as empty input', async () => {
    expect((await request('POST', '/ListStreams')).status).toBe(200);
  });

  test.each([
    ['POST', '/NoSuchOperation'],
    ['GET', '/GetChannel'],
    ['PUT', '/tags/x'],
    ['GET', '/tags/arn:aws:ivs:us-west-2:123456789012:channel/unencoded'],
    ['GET', '/favicon.ico'],
    ['GET', '//'],
    ['DELETE', '/'],
  ])('answers %s %s with 404 UnknownOperationException', async (method, path) => {
    const answer = await request(method, path);
    expect(answer.status).toBe(404);
    expect(answer.body.message).toBe(`Unknown operation: ${method} ${path}`);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });

  test.each([['{'], ['[]'], ['"text"'], ['null']])(
    'refuses the body %s with SerializationException',
    async (body) => {
      const answer = await request('POST', '/ListChannels', body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('x-amzn-errortype')).toBe('SerializationException');
    },
  );

  test('refuses a path that is not percent-encoded UTF-8', async () => {
    expect((await request('GET', '/tags/%E0%A4%A')).status).toBe(400);
  });

  test('refuses a body over maxBodyBytes with 413', async () => {
    const answer = await request('POST', '/ListChannels', `"${'x'.repeat(1_100_000)}"`);
    expect(answer.status).toBe(413);
  });

  test('takes the members of a path only from the path, not from the body', async () => {
    const { channelArn } = await createChannel(service, { tags: { a: 'b' } });
    const body = { resourceArn: 'elsewhere', tags: { c: 'd' } };
    await json('POST', `/tags/${encodeURIComponent(channelArn)}`, body);
    const { body: found } = await request('GET', `/tags/${encodeURIComponent(channelArn)}`);
    expect(found).toEqual({ tags: { a: 'b', c: 'd' } });
    const none = await request('DELETE', `/tags/${encodeURIComponent(channelArn)}`);
    expect(none.body.message).toContain("'tagKeys'");
  });

  test('performs the request and closes the connection with the fault cut', async () => {
    const { channelArn } = await createLiveChannel(service);
    service.simulator.setFaults({ cut: { PutMetadata: 1 } });
    const put = new PutMetadataCommand({ channelArn, metadata: 'done' });
    await expect(service.ivs.send(put)).rejects.toThrow(/hang up|ECONNRESET|socket/);
    service.simulator.setFaults({});
    expect(service.simulator.cues({ channelArn })).toMatchObject([{ metadata: 'done' }]);
    await service.ivs.send(new GetChannelCommand({ arn: channelArn }));
  });
});

test('GET / describes the simulator and its resources', async () => {
  const { status, body } = await request('GET', '/');
  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'Amazon IVS simulator', service: 'ivs', region: 'us-west-2' });
  expect(body.operations).toHaveLength(41);
  expect(body.has.channels).toBeGreaterThan(0);
  expect(body.controls).toContain('POST /_sim/encoders/{streamId}/starve');
});

describe('the routes under /_sim/', () => {
  test('connect, starve, recover and disconnect an encoder', async () => {
    const { channelArn, keyValue } = await createChannel(service);
    const connected = await json('POST', '/_sim/encoders', { streamKey: keyValue });
    const { streamId } = connected.body;
    expect(connected).toMatchObject({ status: 201, body: { channelArn } });
    const again = await json('POST', '/_sim/encoders', { streamKey: keyValue });
    expect(again).toMatchObject({ status: 409, body: { message: 'the channel is live' } });
    for (const step of ['starve', 'recover']) {
      const { status } = await request('POST', `/_sim/encoders/${streamId}/${step}`);
      expect(status).toBe(200);
    }
    expect((await request('DELETE', `/_sim/encoders/${streamId}`)).status).toBe(200);
    expect((await request('DELETE', `/_sim/encoders/${streamId}`)).status).toBe(404);
    expect((await json('POST', '/_sim/encoders', { streamKey: 'no' })).status).toBe(403);
  });

  test('show cues and the report, set viewers and quotas, and reset the simulator', async () => {
    const { channelArn } = await createLiveChannel(service);
    expect((await json('PUT', '/_sim/viewers', { channelArn, count: 3 })).status).toBe(200);
    await json('POST', '/PutMetadata', { channelArn, metadata: 'x' });
    const query = `channelArn=${encodeURIComponent(channelArn)}&after=0`;
    const cues = await request('GET', `/_sim/cues?${query}`);
    expect(cues.body).toMatchObject([{ channelArn, metadata: 'x', at: expect.any(Number) }]);
    const quotas = await json('PUT', '/_sim/quotas', { putMetadataPerChannel: 9 });
    expect(quotas.body).toMatchObject({ enforce: false, putMetadataPerChannel: 9 });
    const report = await request('GET', '/_sim/report');
    expect(report.body.requests.PutMetadata.ok).toBeGreaterThan(0);
    expect((await request('POST', '/_sim/reset')).status).toBe(200);
    expect((await request('GET', '/_sim/report')).body).toEqual({ requests: {}, violations: [] });
  });

  test('show channels and stream sessions', async () => {
    const { channelArn, streamId, keyValue } = await createLiveChannel(service);
    const query = `channelArn=${encodeURIComponent(channelArn)}`;
    const channels = await request('GET', `/_sim/channels?${query}`);
    expect(channels.body).toMatchObject([{ arn: channelArn, streamKeys: [{ value: keyValue }] }]);
    for (const path of [`/_sim/sessions?${query}`, '/_sim/sessions', '/_sim/sessions?channelArn='])
      expect((await request('GET', path)).body).toMatchObject([{ streamId, live: true }]);
    expect((await request('GET', '/_sim/sessions?chanelArn=x')).body.message).toMatch(
      /^chanelArn: /,
    );
    expect((await request('GET', '/_sim/sessions?limit=0')).body).toEqual([]);
    expect((await request('GET', '/_sim/sessions?limit=few')).body.message).toBe(
      'limit: expected a whole number from 0, received "few"',
    );
  });

  test.each([
    ['POST', '/_sim/encoders', {}, 'streamKey'],
    ['POST', '/_sim/encoders', { streamKey: 'x', priority: -1 }, 'priority'],
    [
      'POST',
      '/_sim/encoders',
      { streamKey: 'x', ingest: { video: { videoWidth: 'wide' } } },
      'ingest',
    ],
    ['POST', '/_sim/encoders', { streamkey: 'x' }, 'streamkey'],
    ['PUT', '/_sim/viewers', { channelArn: 'x', count: 1.5 }, 'count'],
    ['PUT', '/_sim/faults', { drop: 2 }, 'drop'],
    ['PUT', '/_sim/faults', { throttle: { NoSuch: 0.5 } }, 'throttle.NoSuch'],
    ['PUT', '/_sim/faults', { throttle: { PutMetadata: '1' } }, 'throttle.PutMetadata'],
    ['PUT', '/_sim/faults', { dropped: 1 }, 'dropped'],
    ['PUT', '/_sim/faults', [], 'body'],
    ['PUT', '/_sim/quotas', { enforce: 'no' }, 'enforce'],
    ['PUT', '/_sim/quotas', { callRates: { PutMetadata: -1 } }, 'callRates.PutMetadata'],
    ['PUT', '/_sim/quotas', { resources: { chanels: 1 } }, 'resources.chanels'],
  ])('%s %s refuses %j with an error that names %s', async (method, path, body, member) => {
    const answer = await json(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(new RegExp(`^${member.replaceAll('.', '\\.')}: `));
  });

  test('refuse unknown paths, methods, parameters and channels', async () => {
    expect((await request('GET', '/_sim/nothing')).status).toBe(404);
    expect((await request('GET', '/_sim/reset')).status).toBe(405);
    expect((await request('PUT', '/_sim/faults', '{')).status).toBe(400);
    expect((await request('GET', '/_sim/cues?after=noon')).body.message).toMatch(/^after: /);
    expect((await request('GET', '/_sim/cues?chanelArn=x')).body.message).toMatch(/^chanelArn: /);
    const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
    expect((await json('PUT', '/_sim/viewers', { channelArn, count: 1 })).status).toBe(404);
  });
});

describe('startSimulator', () => {
  test('listens on 127.0.0.1 until it is closed', async () => {
    const { endpoint, close } = await startSimulator();
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(endpoint)).status).toBe(200);
    await close();
    await expect(fetch(endpoint)).rejects.toThrow();
  });

  test('refuses a wrong or unknown option with an error that names it', async () => {
    await expect(startSimulator({ account: '12' })).rejects.toThrow(/option account: .*12 digits/);
    await expect(startSimulator({ delays: { streamStartMs: -1 } })).rejects.toThrow(
      /option delays\.streamStartMs/,
    );
    const typo = { sead: 1 } as object;
    await expect(startSimulator(typo)).rejects.toThrow(/option sead: unknown member/);
  });
});
