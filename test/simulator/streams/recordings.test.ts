import { expect, test } from 'vitest';
import {
  createSimulator,
  type IvsEventBridgeEvent,
  manualClock,
} from '../../../src/simulator/index.ts';
import { namesOf, START } from '../support.ts';

interface Created {
  channel: { arn: string };
  streamKey: { value: string };
  recordingConfiguration: { arn: string; state: string };
}

/** Creates a channel with a recording configuration and a reconnect window in seconds. */
async function start(recordingReconnectWindowSeconds: number, active = true) {
  const clock = manualClock(START);
  const events: IvsEventBridgeEvent[] = [];
  const emit = (event: IvsEventBridgeEvent) => {
    if (event['detail-type'] === 'IVS Recording State Change') events.push(event);
  };
  const simulator = createSimulator({ clock, emit, seed: 5, quotas: { enforce: false } });
  const { recordingConfiguration } = await simulator.call<Created>('CreateRecordingConfiguration', {
    destinationConfiguration: active ? { s3: { bucketName: 'recordings' } } : {},
    recordingReconnectWindowSeconds,
  });
  clock.advance(1_000);
  const recordingConfigurationArn = recordingConfiguration.arn;
  const created = await simulator.call<Created>('CreateChannel', { recordingConfigurationArn });
  const connect = (): string => {
    const { streamId } = simulator.connectEncoder({ streamKey: created.streamKey.value });
    clock.advance(500);
    return streamId;
  };
  return { clock, events, simulator, connect, channelArn: created.channel.arn };
}

test('a stream is recorded from its start to its end', async () => {
  const { clock, events, simulator, connect, channelArn } = await start(0);
  const streamId = connect();
  clock.advance(10_000);
  simulator.disconnectEncoder(streamId);
  clock.advance(500);
  expect(namesOf(events)).toEqual(['Recording Start', 'Recording End']);
  const [started, ended] = events;
  const prefix = `^ivs/v1/123456789012/${channelArn.split('/')[1]}/2026/11/21/12/0/[a-zA-Z0-9]{12}$`;
  expect(started?.detail).toEqual({
    channel_name: '',
    stream_id: streamId,
    recording_status: 'Recording Start',
    recording_status_reason: '',
    recording_s3_bucket_name: 'recordings',
    recording_s3_key_prefix: expect.stringMatching(prefix),
    recording_duration_ms: 0,
    recording_session_id: expect.stringMatching(/^[a-zA-Z0-9]{16}$/),
  });
  expect(ended?.detail).toEqual({
    ...started?.detail,
    recording_status: 'Recording End',
    recording_duration_ms: 10_500,
  });
});

test('reconnects within the window are merged into one recording', async () => {
  const { clock, events, simulator, connect } = await start(60);
  const first = connect();
  simulator.disconnectEncoder(first);
  clock.advance(30_000);
  const second = connect();
  simulator.disconnectEncoder(second);
  clock.advance(60_499);
  expect(namesOf(events)).toEqual(['Recording Start']);
  clock.advance(1);
  expect(namesOf(events)).toEqual(['Recording Start', 'Recording End']);
  expect(events[1]?.detail).toMatchObject({
    stream_id: second,
    recording_session_stream_ids: [first, second],
  });
});

test('a recording configuration that is CREATE_FAILED records nothing', async () => {
  const { events, simulator, connect, channelArn } = await start(0, false);
  connect();
  expect(namesOf(events)).toEqual(['Recording Start Failure']);
  const { streamSession } = await simulator.call<{
    streamSession: { recordingConfiguration: { state: string } };
  }>('GetStreamSession', { channelArn });
  expect(streamSession.recordingConfiguration.state).toBe('CREATE_FAILED');
});

test('with the fault recordingStartFailure, a recording does not start', async () => {
  const { clock, events, simulator, connect } = await start(0);
  simulator.setFaults({ recordingStartFailure: 1 });
  const streamId = connect();
  simulator.disconnectEncoder(streamId);
  clock.advance(5_000);
  expect(namesOf(events)).toEqual(['Recording Start Failure']);
  expect(events[0]?.detail).toMatchObject({
    recording_status_reason: 'InternalServerException',
    recording_s3_key_prefix: '',
    recording_duration_ms: 0,
  });
});

test('with the fault recordingEndFailure, a recording does not end well', async () => {
  const { clock, events, simulator, connect, channelArn } = await start(10);
  simulator.setFaults({ recordingEndFailure: 1 });
  const streamId = connect();
  simulator.disconnectEncoder(streamId);
  clock.advance(15_000);
  expect(namesOf(events)).toEqual(['Recording Start', 'Recording End Failure']);
  const [started, failed] = events;
  expect(failed?.detail).toEqual({
    ...started?.detail,
    recording_status: 'Recording End Failure',
    recording_status_reason: 'InternalServerException',
  });
  const { streamSessions } = await simulator.call<{ streamSessions: object[] }>(
    'ListStreamSessions',
    { channelArn },
  );
  expect(streamSessions).toMatchObject([{ streamId, hasErrorEvent: true }]);
});

test('a recording that a reconnect continues has not failed yet', async () => {
  const { clock, events, simulator, connect } = await start(60);
  simulator.disconnectEncoder(connect());
  clock.advance(30_000);
  simulator.setFaults({ recordingStartFailure: 1, recordingEndFailure: 1 });
  simulator.disconnectEncoder(connect());
  expect(namesOf(events)).toEqual(['Recording Start']);
  clock.advance(61_000);
  expect(namesOf(events)).toEqual(['Recording Start', 'Recording End Failure']);
});
