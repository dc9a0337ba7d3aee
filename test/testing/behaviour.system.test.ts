import { setTimeout as sleep } from 'node:timers/promises';
import { IvsClient, PutMetadataCommand, StopStreamCommand } from '@aws-sdk/client-ivs';
import { afterAll, expect, test } from 'vitest';
import type { IvsEventBridgeEvent } from '../../src/simulator/index.ts';
import { eventName, startTestSimulator, useSimulator } from '../../src/testing/index.ts';

const received: IvsEventBridgeEvent[] = [];
const ivs = useSimulator({
  startTime: '2026-11-21T12:00:00Z',
  onEvent: (event) => received.push(event),
});
const client = new IvsClient({ ...ivs.clientConfig, maxAttempts: 1 });
afterAll(() => client.destroy());

/** The message of the error with which something fails. */
const failureOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => expect.fail('expected a failure'),
    (error: Error) => error.message,
  );

test('time stands still until the test moves it, and each test begins at the start time', async () => {
  const channel = await ivs.createChannel();
  await channel.connectEncoder();
  await sleep(20);
  expect(ivs.now()).toEqual(new Date('2026-11-21T12:00:00Z'));
  expect(channel.isLive).toBe(false);
  await ivs.advance(499);
  expect(channel.isLive).toBe(false);
  await ivs.advance(1);
  expect(channel.isLive).toBe(true);
});

test('a handler has finished before time goes on, so it sees IVS as it was at the event', async () => {
  const seen: string[] = [];
  const channel = await ivs.createChannel();
  ivs.onEvent(async (event) => {
    await sleep(5);
    seen.push(`${eventName(event)} ${channel.isLive} ${ivs.now().toISOString().slice(14, 19)}`);
  });
  await channel.goLive();
  await channel.starve();
  await ivs.advance('10m');
  expect(seen).toEqual([
    'Session Created false 00:00',
    'Stream Start true 00:00',
    'Starvation Start true 00:00',
    'Session Ended true 00:30',
    'Stream End false 00:31',
  ]);
  expect(received.slice(-5).map(eventName)).toEqual(channel.eventNames());
});

test('a handler may move the clock itself', async () => {
  const channel = await ivs.createChannel();
  ivs.onEvent(async (event) => {
    if (eventName(event) === 'Stream Start') await ivs.advance('1h');
  });
  await channel.goLive();
  expect(ivs.now()).toEqual(new Date('2026-11-21T13:00:00.500Z'));
});

test('the error of a handler fails the call that caused the event', async () => {
  const channel = await ivs.createChannel();
  ivs.onEvent((event) => {
    if (eventName(event) === 'Stream Start') throw new Error('the table is gone');
  });
  await expect(channel.goLive()).rejects.toThrow('the table is gone');
  await channel.endStream();
});

test('a handler that was added in a test is gone in the next one', async () => {
  const channel = await ivs.createChannel();
  await channel.goLive();
});

test('endStream waits for a stream that the program under test has stopped', async () => {
  const channel = await ivs.createChannel();
  await channel.goLive();
  await client.send(new StopStreamCommand({ channelArn: channel.arn }));
  expect(channel.isLive).toBe(true);
  await channel.endStream();
  expect(channel.eventNames().slice(-2)).toEqual(['Session Ended', 'Stream End']);
});

test('a takeover, starvation, a failure and viewers', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  const streamId = await channel.goLive();
  await channel.setViewers(7);
  expect(await ivs.call('GetStream', { channelArn: channel.arn })).toMatchObject({
    stream: { viewerCount: 7 },
  });
  expect(await channel.takeOver({ priority: 2 })).toBe(streamId);
  expect(await failureOf(channel.takeOver())).toContain(
    'but it was refused (409): the channel is live, and the takeover was refused: StreamTakeoverInvalidPriority',
  );
  await channel.starve();
  await channel.recover();
  await channel.failStream('no capacity');
  expect(channel.events('Stream Failure')[0]?.detail.reason).toBe('no capacity');
  expect(channel.eventNames().slice(2)).toEqual([
    'Stream Takeover',
    'Stream Takeover Failure',
    'Starvation Start',
    'Starvation End',
    'Stream Failure',
    'Session Ended',
  ]);
});

test('a recorded channel', async () => {
  const recordingConfigurationArn = await ivs.createRecordingConfiguration({
    bucketName: 'archive',
  });
  const channel = await ivs.createChannel({ recordingConfigurationArn });
  await channel.goLive();
  await ivs.advance('1h');
  await channel.endStream();
  const [end] = await channel.waitForEvents('Recording End');
  expect(end?.detail).toMatchObject({
    recording_s3_bucket_name: 'archive',
    recording_duration_ms: 3_600_500,
  });
});

test('an encoder with a replaced stream key is refused, and no message has the key', async () => {
  const channel = await ivs.createChannel();
  const old = channel.streamKey;
  const key = await channel.replaceStreamKey();
  expect(key).not.toBe(old);
  const message = await failureOf(channel.goLive({ streamKey: old }));
  expect(message).toContain('refused (403): streamKey: not the value of a valid stream key');
  expect(message).not.toContain(old);
  await channel.goLive();
});

test('fail() gives the next requests an error, and keeps the other faults', async () => {
  const channel = await ivs.createChannel();
  await channel.goLive();
  ivs.setFaults({ duplicate: 1 });
  ivs.fail('PutMetadata', 'ThrottlingException', { times: 2 });
  const put = () => client.send(new PutMetadataCommand({ channelArn: channel.arn, metadata: 'x' }));
  expect(await failureOf(put())).toContain('ThrottlingException');
  expect(await failureOf(put())).toContain('ThrottlingException');
  await put();
  expect(ivs.requests('PutMetadata').map(({ error }) => error)).toEqual([
    'ThrottlingException',
    'ThrottlingException',
    undefined,
  ]);
  await channel.endStream();
  await ivs.advance('10s');
  expect(channel.events('Stream End')).toHaveLength(2);
  expect(() => ivs.fail('PutMetadata', 'Oops')).toThrow('error: expected');
});

test('requests are over a quota if neither the clock nor real time lets them be apart', async () => {
  const channel = await ivs.createChannel();
  await channel.goLive();
  const put = () => ivs.call('PutMetadata', { channelArn: channel.arn, metadata: 'x' });
  for (let i = 0; i < 5; i++) await put();
  await ivs.advance(1_000);
  await put();
  ivs.expectNoViolations();
  for (let i = 0; i < 4; i++) await put();
  expect(await failureOf(put())).toBe('Rate exceeded');
  expect(() => ivs.expectNoViolations()).toThrow(
    `expected no request over a quota of IVS, but received:\n  PutMetadata: more than 5 per second per channel of ${channel.arn} (once)`,
  );
  await sleep(1_050);
  await put();
});

test('what sets up a test meets no fault and no quota, and is no request of the program', async () => {
  ivs.setFaults({ fail: { CreateChannel: 1 }, latencyMs: 60_000 });
  for (let i = 0; i < 8; i++) await ivs.createChannel();
  expect(ivs.requests()).toEqual([]);
  expect(ivs.report()).toEqual({ requests: {}, violations: [] });
});

test('a stream over a limit says why it did not start', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  expect(await failureOf(channel.goLive({ ingest: { video: { targetBitrate: 9_000_000 } } }))).toBe(
    `expected the stream of channel "show" (${channel.arn}) to start, but its session ended first: ` +
      'Session Created, IVS Limit Breach: Ingest Bitrate over 8500000 bits per second by 500000, Session Ended',
  );
});

test('waiting in vain says what happened instead', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  const streamId = await channel.goLive();
  await channel.starve();
  expect(await failureOf(channel.waitForEvents('Starvation End', 1, { within: '1h' }))).toMatch(
    new RegExp(
      [
        `expected 1 event Starvation End of channel "show" \\(${channel.arn}\\), but received 0 within 1 h by the clock of the simulator and 1(\\.\\d+)? s of real time.`,
        '  Events before:',
        `    -500 ms Session Created \\(channel "show", stream ${streamId}\\)`,
        '    \\+0 ms Stream Start .*',
        '    \\+0 ms Starvation Start .*',
        '  Events meanwhile:',
        '    \\+30 s Session Ended .*',
        '    \\+30.5 s Stream End .*',
        '  Requests to IVS meanwhile: none',
      ].join('\n'),
    ),
  );
});

test('waiting for requests and cues sees what the program does meanwhile', async () => {
  const channel = await ivs.createChannel();
  await channel.goLive();
  const program = sleep(20).then(() =>
    client.send(new PutMetadataCommand({ channelArn: channel.arn, metadata: 'late' })),
  );
  expect(await channel.waitForCues()).toMatchObject([{ metadata: 'late' }]);
  expect(await ivs.waitForRequests('PutMetadata')).toHaveLength(1);
  await program;
  expect(await failureOf(ivs.waitForRequests('StopStream', 2, { within: 30 }))).toMatch(
    /^expected 2 requests StopStream, but received 0 within \d+ ms of real time\.\n/,
  );
});

test('a channel without a stream, a deleted channel, and one of another test', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  const title = `channel "show" (${channel.arn})`;
  expect(await failureOf(channel.endStream())).toBe(
    `expected a stream of ${title} that can be ended, but no encoder has connected yet. Call goLive() first.`,
  );
  await channel.goLive();
  await channel.endStream();
  expect(await failureOf(channel.starve())).toContain(
    `but its last stream ${channel.streamId} has ended. Call goLive() first.`,
  );
  await ivs.call('DeleteChannel', { arn: channel.arn });
  expect(await failureOf(channel.goLive())).toBe(
    `${title} does not exist: it was deleted by DeleteChannel`,
  );
  ivs.reset();
  expect(await failureOf(channel.goLive())).toContain(
    `${title} does not exist: it was created before the last reset.`,
  );
  expect(() => ivs.channel('quiz')).toThrow(
    'arn: expected the ARN of a channel that exists, received quiz',
  );
});

test('trigger() delivers an event about the channel and its newest stream', async () => {
  const channel = await ivs.createChannel({ name: 'show' });
  const streamId = await channel.goLive();
  received.length = 0;
  const event = await ivs.trigger('stream-end');
  expect(event).toMatchObject({
    time: '2026-11-21T12:00:00Z',
    resources: [channel.arn],
    detail: { event_name: 'Stream End', channel_name: 'show', stream_id: streamId },
  });
  expect(received).toEqual([event]);
  expect(channel.isLive).toBe(true);
  const other = await ivs.createChannel();
  const { resources } = await ivs.trigger('stream-start', { channel: other });
  expect(resources).toEqual([other.arn]);
});

test('trigger() without a channel makes an event in the region and account of the simulator', async () => {
  const own = await startTestSimulator({ region: 'eu-west-1', account: '210987654321' });
  try {
    const { region, account, resources } = await own.trigger('stream-end');
    expect({ region, account }).toEqual({ region: 'eu-west-1', account: '210987654321' });
    expect(resources).toEqual(['arn:aws:ivs:eu-west-1:210987654321:channel/TestChannel1']);
    await own.createChannel();
    const ofAccount = await own.trigger('limit-concurrent-viewers');
    expect(ofAccount).toMatchObject({
      region: 'eu-west-1',
      account: '210987654321',
      resources: [],
    });
  } finally {
    await own.close();
  }
});

test('trigger() refuses what is wrong, and says which member', async () => {
  const channel = await ivs.createChannel();
  const triggered = (...args: unknown[]) =>
    failureOf(Reflect.apply(ivs.trigger, ivs, args) as Promise<unknown>);
  expect(await triggered()).toContain('kind: expected a kind of event, received nothing.');
  expect(await triggered('stream-end', null)).toBe('details: expected an object, received null');
  expect(await triggered('stream-end', { channel: channel.arn })).toBe(
    `channel: expected a channel that createChannel returned, received "${channel.arn}"`,
  );
  expect(await triggered('limit-concurrent-viewers', { channel })).toBe(
    `channel: expected nothing, since limit-concurrent-viewers is about the account, received "${channel.arn}"`,
  );
});

test('a name that is undefined is a name by default, and a handler must be a function', async () => {
  const channel = await Reflect.apply(ivs.createChannel, ivs, [{ name: undefined }]);
  expect(channel.name).toBe('channel-1');
  expect(() => Reflect.apply(ivs.onEvent, ivs, [undefined])).toThrow(
    'onEvent: expected a function, received nothing',
  );
});

test('a wait that is longer than a timer of Node.js can be is not over at once', async () => {
  const waiting = ivs.waitForRequests('ListChannels', 1, { within: '30d' });
  await sleep(20);
  await ivs.call('ListChannels', {});
  expect(await waiting).toHaveLength(1);
});

test('with the real clock, time passes by itself, and the test can move it on', async () => {
  const own = await startTestSimulator({ clock: 'real', delays: { streamStartMs: 30 } });
  try {
    const channel = await own.createChannel();
    await channel.goLive();
    await channel.starve();
    await own.advance('30s');
    expect(channel.eventNames().at(-1)).toBe('Session Ended');
    await channel.waitForEvents('Stream End');
    expect(await failureOf(channel.waitForEvents('Starvation End', 1, { within: 20 }))).toMatch(
      /but received 0 within \d+ ms of real time/,
    );
  } finally {
    await own.close();
  }
  expect(() => own.endpoint).toThrow('the simulator is closed');
});
